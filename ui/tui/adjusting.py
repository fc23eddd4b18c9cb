"""What can be done in the Settings room: change a setting, turn the capture on and off, fetch and choose a model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.text.sanitise import shown_line
from ui.tui.background import Background
from ui.tui.labels import label_of, plain
from ui.tui.rows import Row

if TYPE_CHECKING:
    from app import Ebb
    from app.config import Setting
    from ui.tui.jobs import Job

_MODEL = "language.model"
_AT_NEXT_START = {
    "app.start": "It holds from the next start.",
    "capture": "It holds from the next start of the capture.",
}


class Adjusting(Background[None]):
    """A screen that changes settings; every change can be taken back."""

    def look_again(self) -> None:
        """Show what is so now."""

    # Settings

    def ask_for(self, name: str) -> None:
        """Look a setting up, then let the person change it."""
        self.behind(partial(_found, name), self.change, group="setting")

    def change(self, one: "Setting") -> None:
        """Let the person choose or type another value."""
        if one.by_hand:
            self.say(f"{one.name} is written into config.toml with an editor. {one.about}")
        elif set(one.choices) == {"true", "false"}:
            self.put(one.name, "false" if one.value else "true")
        elif one.choices:
            self._choose(one)
        else:
            self._ask(one)

    def _choose(self, one: "Setting") -> None:
        from ui.tui.screens.choosing import ChoiceScreen

        rows = tuple(_row(choice, one) for choice in one.choices)
        ask = ChoiceScreen(one.about, lambda ebb, words: rows, verb="takes it", nothing="")
        self.app.push_screen(ask, lambda choice: self.put(one.name, choice) if choice else None)

    def _ask(self, one: "Setting") -> None:
        from ui.tui.screens.valuing import ValuePrompt

        self.app.push_screen(ValuePrompt(one), lambda text: self.put(one.name, text) if text is not None else None)

    def put(self, name: str, text: str) -> None:
        """Set what was typed, in a thread."""
        self.behind(partial(_set, name, text), partial(self._put, name), group="setting")

    def reset(self, name: str) -> None:
        """Take a setting out of the file, so that its default holds."""
        self.behind(lambda ebb: _write(name, None, ebb), partial(self._put, name), group="setting")

    def _put(self, name: str, before: Any) -> None:
        self.ebb_app.did(f"Changed “{label_of(name)}”", partial(self._take_back, name, before))
        self._hold(name)

    def _take_back(self, name: str, before: Any, ebb: "Ebb") -> None:
        _write(name, before, ebb)
        self.app.call_from_thread(self._hold, name)

    def _hold(self, name: str) -> None:
        """Let a changed setting hold as soon as it can, and say so if that is later."""
        section = name.partition(".")[0]
        later = _AT_NEXT_START.get(name) or _AT_NEXT_START.get(section, "")
        if not later and section == "app":
            self.behind(_look, self.ebb_app.wear, group="look")
        elif not later and (held := self.ebb_app.reopen()):
            later = f"It holds as soon as {held} has ended."
        self.say_changed(f"Changed “{label_of(name)}”", later)
        self.look_again()

    # The capture

    def start_capture(self) -> None:
        """Start capturing, once the person has read what is kept and agreed."""
        self.behind(_promise, self._agree_to_capture, group="capture")

    def _agree_to_capture(self, about: str) -> None:
        from ui.tui.screens.confirm import Confirm

        sure = Confirm("Remember what is on the screen?", about, "Start")
        self.app.push_screen(sure, lambda yes: self._captured(_started, "Looking at the screen…") if yes else None)

    def stop_capture(self) -> None:
        """Stop capturing; what was kept stays."""
        self._captured(_stopped, "Stopping…")

    def _captured(self, work: "Callable[[Ebb], str]", begun: str) -> None:
        self.say(begun)
        self.behind(work, self._told, group="capture")

    def _told(self, words: str) -> None:
        self.say(words)
        self.ebb_app.memories_changed()

    # Models

    def use_model(self, name: str | None) -> None:
        """Let the model called so, or the file at that path, write the answers; None lets nobody."""
        if name is None:
            self.reset(_MODEL)
        else:
            self.behind(partial(_used, name), partial(self._put, _MODEL), group="setting")

    def choose_file(self) -> None:
        """Ask for a model's file, and use it."""
        from ui.tui.screens.pathing import PathPrompt

        ask = PathPrompt("Model", "A GGUF file on this machine.", "~/models/model.gguf", verb="uses it")
        self.app.push_screen(ask, lambda path: self.use_model(path.strip()) if path and path.strip() else None)

    def fetch_model(self, name: str, about: str) -> None:
        """Fetch a model as a job, once the person has agreed."""
        from ui.tui.screens.confirm import Confirm

        sure = Confirm(f"Fetch {name}?", f"{about} Nothing of yours is sent.", "Fetch")
        self.app.push_screen(sure, lambda yes: self._fetch(name) if yes else None)

    def _fetch(self, name: str) -> None:
        self.ebb_app.start_job(f"Fetch {name}", partial(_fetched, name))

    def remove_model(self, name: str) -> None:
        """Delete a fetched model's file, once the person has agreed."""
        from ui.tui.screens.confirm import Confirm

        sure = Confirm(f"Delete {name}?", "Its file goes; it can be fetched again.", "Delete")
        self.app.push_screen(sure, lambda yes: self._remove(name) if yes else None)

    def _remove(self, name: str) -> None:
        self.behind(partial(_removed, name), self._model_gone, group="setting")

    def _model_gone(self, words: str) -> None:
        self.say(words)
        self.ebb_app.reopen()
        self.look_again()


def _found(name: str, ebb: "Ebb") -> "Setting":
    from app.config import setting

    return plain(setting(ebb.home / "config.toml", name))


def _row(choice: str, one: "Setting") -> Row:
    held = ["as it is now"] * (choice == one.text) + ["the default"] * (choice == one.default)
    return Row(choice, "choice", "●" if choice == one.text else "○", choice, below=", ".join(held))


def _set(name: str, text: str, ebb: "Ebb") -> Any:
    from app.adjusting import set_text

    return set_text(ebb.home, name, text)


def _write(name: str, value: Any, ebb: "Ebb") -> Any:
    from app.adjusting import set_value

    return set_value(ebb.home, name, value)


def _look(ebb: "Ebb") -> str:
    from app.config import load

    return load(ebb.home / "config.toml").app.theme


def _promise(ebb: "Ebb") -> str:
    """What would be kept, as it is set now, and what never is."""
    from app.config import load

    set_so = load(ebb.home / "config.toml").capture
    kept = "Text and pictures" if set_so.pictures else "The text"
    never = "private windows, " if set_so.private == "skip" else ""
    masked = " Cards, keys and passwords are masked." if set_so.secrets else " Nothing is masked."
    return (
        f"{kept} of what changes in your windows, on this machine alone. Never: {never}password prompts, "
        f"lock screens, Ebb itself.{masked} f9 pauses."
    )


def _started(ebb: "Ebb") -> str:
    from app.capture.launch import look_first, start
    from app.home import located

    home = located(ebb.home)
    name, note = look_first(home)
    start(home)
    return f"Capturing has started on {name}. {note}"


def _stopped(ebb: "Ebb") -> str:
    from app.capture.launch import stop
    from app.home import located

    return "Capturing has stopped." if stop(located(ebb.home)) else "Capturing was off already."


def _used(name: str, ebb: "Ebb") -> Any:
    from app.home import located
    from app.model_files import described
    from app.model_store import found

    path = found(located(ebb.home), name)
    described(path)
    return _write(_MODEL, str(path), ebb)


def _fetched(name: str, ebb: "Ebb", job: "Job") -> str:
    from app.home import located
    from app.model_store import PullStopped, pull
    from core.clock import utc_now

    try:
        model = pull(
            located(ebb.home),
            name,
            now=utc_now(),
            progress=lambda done, total: job.progress(done, total or 0),
            cancelled=job.cancelled,
        )
    except PullStopped:
        return "stopped; fetching it again goes on from there."
    return f"{shown_line(model.name)} is here; Settings, Models lets it write the answers."


def _removed(name: str, ebb: "Ebb") -> str:
    from app.home import located
    from app.model_store import removable, remove

    home = located(ebb.home)
    model = removable(home, name)
    used = ebb.config.language.model
    if used and Path(used).expanduser().absolute() == model.path:
        _write(_MODEL, None, ebb)
    remove(home, model)
    return f"{shown_line(model.name)} is gone."
