"""The Settings room: what is set is shown, changed, refused with a reason, set back and taken back."""

from pathlib import Path
from threading import Event

import pytest

from app.config import described, load, setting
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.adjustables import GROUPS
from ui.tui.labels import LABELS
from ui.tui.screens.confirm import Confirm
from ui.tui.screens.pathing import PathPrompt
from ui.tui.screens.settings import SettingsScreen
from ui.tui.screens.valuing import ValuePrompt
from ui.tui.widgets.ledger import Ledger


async def to(stage: Stage, group: str, line: str = "") -> SettingsScreen:
    """Put the cursor on a group, and on one of its lines."""
    screen = stage.app.screen
    assert isinstance(screen, SettingsScreen)
    groups = screen.query_one("#groups", Ledger)
    groups.focus()
    groups.cursor = [one.name for one in GROUPS].index(group)
    await stage.until(lambda: any(not line or entry.key == line for entry in screen.lines.entries))
    if line:
        screen.lines.focus()
        screen.lines.cursor = [entry.key for entry in screen.lines.entries].index(line)
        await stage.pilot.pause()
    return screen


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_every_group_shows_its_settings_with_value_and_origin(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(lived_in, size, room="settings") as stage:
        for group in GROUPS[:4]:
            await to(stage, group.name)
        screen = await to(stage, "Answers", "answer.budget_tokens")
        text = await stage.sees("text read for an", "3000", "· the default", "How much of your memories")
        assert all(group.name in text for group in GROUPS)
        assert len(screen.lines.entries) == 2


async def test_a_switch_turns_with_one_key_and_u_turns_it_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        screen = await to(stage, "Capture", "capture.pictures")
        await stage.press("enter")
        await stage.until(lambda: not load(lived_in / "config.toml").capture.pictures)
        await stage.sees("Changed “keep pictures too”. u takes it back.", "next start of the capture")
        await stage.until(lambda: screen.lines.selected and screen.lines.selected.value == "no")
        await stage.press("u")
        await stage.until(lambda: load(lived_in / "config.toml").capture.pictures)
        assert setting(lived_in / "config.toml", "capture.pictures").origin == "default"


async def test_a_value_that_does_not_fit_is_refused_with_the_reason_and_the_field_stays(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await to(stage, "Answers", "answer.budget_tokens")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ValuePrompt))
        await stage.press(*["backspace"] * 4, "7", "enter")
        await stage.sees("must be at least 100")
        await stage.press("7", "7", "enter")
        await stage.until(lambda: load(lived_in / "config.toml").answer.budget_tokens == 777)
        await stage.until(lambda: stage.app.is_open and stage.app.opened().config.answer.budget_tokens == 777)


async def test_a_setting_goes_back_to_its_default_and_one_that_has_it_stays(lived_in: Path, open_app: Opening) -> None:
    (lived_in / "config.toml").write_text("# mine\n[decay]\ncurve = 'ebbinghaus'\n")
    async with open_app(lived_in, room="settings") as stage:
        screen = await to(stage, "Sleep", "decay.curve")
        assert screen.lines.selected is not None
        assert screen.lines.selected.note == "decay.curve"
        await stage.sees("decay.curve · set in config.toml")
        await stage.press("r")
        await stage.until(lambda: setting(lived_in / "config.toml", "decay.curve").origin == "default")
        assert "# mine" in (lived_in / "config.toml").read_text()
        await stage.sees("decay.curve · the default")
        await stage.press("r")
        await stage.sees("Only what the file sets")


async def test_a_look_is_chosen_from_a_list_and_worn_at_once(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await to(stage, "Look", "app.theme")
        await stage.press("enter")
        await stage.sees("contrast", "as it is now")
        await stage.press("down", "down", "down", "enter")
        await stage.until(lambda: stage.app.theme == "ebb-contrast")
        await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
        await stage.press("u")
        await stage.until(lambda: stage.app.theme == "ebb-dark")


async def test_capturing_begins_only_after_a_clear_yes(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await to(stage, "Capture", "start")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, Confirm))
        await stage.sees("Remember what is on the screen?", "private windows")
        await stage.press("n")
        await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
        assert not (lived_in / "capture-wanted.json").exists()


async def test_models_are_offered_and_nothing_is_fetched_without_a_yes(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        screen = await to(stage, "Models", "model qwen2.5-1.5b")
        await stage.press("enter")
        await stage.sees("Fetch qwen2.5-1.5b?", "1.1 GB")
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
        assert not list((lived_in / "models").iterdir())
        assert not stage.app.jobs.running
        screen.lines.cursor = 1
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, PathPrompt))
        await stage.type(str(lived_in / "nothing.gguf"))
        await stage.press("enter")
        await stage.sees("nothing.gguf")
        assert load(lived_in / "config.toml").language.model is None


async def test_storage_says_where_everything_lies_and_checks_look_at_it(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (200, 60), room="settings") as stage:
        await to(stage, "Storage", "home")
        await stage.sees(str(lived_in), "All that Ebb keeps is in", "alone.")
        await to(stage, "Checks")
        await stage.sees("database program", "sound", "only you can read this memory")


async def test_the_keys_below_are_those_that_do_something_with_the_line(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await to(stage, "Storage", "db")
        await stage.sees("tab Groups")
        assert not any(key in stage.lines()[-2] for key in ("Change", "Default"))
        await to(stage, "Capture", "capture.pictures")
        await stage.sees("enter Change")
        assert "Default" not in stage.lines()[-2]
        await stage.press("enter")
        await stage.sees("r Default")
        await stage.press("tab")
        await stage.sees("enter Lines")


async def test_lines_are_chosen_with_the_mouse(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await to(stage, "Answers", "answer.floor")
        row = next(at for at, line in enumerate(stage.lines()) if "Capture" in line)
        await stage.pilot.click(offset=(5, row))
        await stage.sees("never these programs")


async def test_a_job_keeps_the_memory_it_works_with(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        held, done = stage.app.opened(), Event()
        stage.app.start_job("Wait", lambda ebb, job: str(done.wait(20)))
        await to(stage, "Answers", "answer.budget_tokens")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ValuePrompt))
        await stage.press("0", "enter")
        await stage.sees("Changed “text read for an answer”.", "It holds as soon as a job has ended.")
        assert stage.app.opened() is held
        done.set()
        await stage.sees("The settings that were changed hold now.")
        await stage.until(lambda: stage.app.is_open and stage.app.opened().config.answer.budget_tokens == 30_000)


async def test_a_setting_holds_when_the_open_conversation_has_ended(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="chat") as stage:
        await stage.type("Where is the boat moored?")
        await stage.press("enter")
        await stage.sees("Larvik", "[1]")
        held = stage.app.opened()
        await stage.app.run_action("go('settings')")
        await stage.sees("Answers", "Storage")
        await to(stage, "Answers", "answer.budget_tokens")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ValuePrompt))
        await stage.press("0", "enter")
        await stage.sees("It holds as soon as the conversation in Chat has ended.")
        await stage.app.run_action("go('chat')")
        await stage.sees("Larvik")
        assert stage.app.opened() is held
        await stage.press("ctrl+t")
        await stage.sees("The settings that were changed hold now.")
        await stage.until(lambda: stage.app.is_open and stage.app.opened().config.answer.budget_tokens == 30_000)


async def test_the_palettes_colours_lead_to_the_choice(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.app.run_action("app.looks")
        await stage.sees("sixteen", "contrast", "enter takes it")


async def test_only_an_editor_changes_what_is_set_by_hand(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await to(stage, "Models", "language.allow_remote")
        await stage.press("enter")
        await stage.sees("with an editor")


# Keys

MINE = '# mine\n[app]\ntheme = "dark" # nice\n\n[app.keys]\n# the one I need\n"search.why" = "F" # as in finding\n'


def keys_in(home: Path) -> dict[str, str]:
    """The keys that the file says."""
    return load(home / "config.toml").app.keys or {}


async def press_for(stage: Stage, name: str, *keys: str) -> SettingsScreen:
    """Choose a command's line, and press a key for it."""
    screen = await to(stage, "Keys", name)
    await stage.press("enter")
    await stage.sees("Press the new key.")
    await stage.press(*keys)
    return screen


async def test_a_key_is_changed_by_pressing_it_and_works_and_is_shown_at_once(
    lived_in: Path, open_app: Opening
) -> None:
    (lived_in / "config.toml").write_text(MINE)
    async with open_app(lived_in, room="settings") as stage:
        screen = await press_for(stage, "settings.reset", "D")
        await stage.sees("Changed the key of Default. u takes it back.", "D Default")
        await stage.until(
            lambda: (
                screen.lines.selected and (screen.lines.selected.value, screen.lines.selected.note) == ("D", "yours")
            )
        )
        assert keys_in(lived_in) == {"search.why": "F", "settings.reset": "D"}
        for words in ("# mine", 'theme = "dark" # nice', "# the one I need", "# as in finding"):
            assert words in (lived_in / "config.toml").read_text()
        await stage.press("question_mark")
        await stage.sees("D", "Set the chosen setting back to its default")
        await stage.press("escape", "r")
        await stage.pilot.pause()
        assert "settings.reset" in keys_in(lived_in), "r is its key no longer"
        await stage.press("D")
        await stage.until(lambda: "settings.reset" not in keys_in(lived_in))
        await stage.until(lambda: screen.lines.selected and screen.lines.selected.value == "r")
        await stage.press("u")
        await stage.until(lambda: keys_in(lived_in).get("settings.reset") == "D")
        await stage.sees("D Default")
        await stage.press("u")
        await stage.until(lambda: "settings.reset" not in keys_in(lived_in))
        await stage.until(lambda: screen.lines.selected and screen.lines.selected.value == "r")


async def test_a_key_that_another_command_has_is_swapped_or_refused_in_one_line(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await press_for(stage, "memories.pin", "e")
        await stage.sees("e is “Edit” (Lists). Enter swaps the two.", "Swap (enter)")
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
        assert keys_in(lived_in) == {}
        await press_for(stage, "memories.pin", "u")
        await stage.sees("u is “Undo” (Everywhere). Press another key.")
        await stage.press("j")
        await stage.sees("j is a key of every list. Press another key.")
        await stage.press("w")
        await stage.sees("w is “Why” (Search) and 1 more. Press another key.")
        await stage.press("enter")
        await stage.sees("enter is a key of every list.")
        await stage.press("e", "enter")
        await stage.until(lambda: keys_in(lived_in) == {"memories.pin": "e", "memories.edit": "p"})
        await stage.sees("Changed the keys of Pin and another")
        await stage.press("f3")
        await stage.type("boat")
        await stage.sees("The key hangs")
        await stage.press("tab")
        await stage.sees("e Pin", "p Edit")
        pinned = [memory.id for memory in stage.app.opened().select() if memory.pinned]
        await stage.press("e")
        await stage.until(lambda: [one.id for one in stage.app.opened().select() if one.pinned] != pinned)
        await stage.press("u")
        await stage.sees("Taken back: pinned")
        await stage.press("u")
        await stage.until(lambda: keys_in(lived_in) == {})
        await stage.sees("p Pin", "e Edit")


async def test_all_keys_go_back_to_their_own_and_u_brings_the_others_again(lived_in: Path, open_app: Opening) -> None:
    (lived_in / "config.toml").write_text(MINE + '"everywhere.jobs" = "f12"\n')
    async with open_app(lived_in, room="settings") as stage:
        screen = await to(stage, "Keys", "all")
        await stage.until(lambda: screen.lines.selected and screen.lines.selected.value == "2 changed")
        await stage.press("enter")
        await stage.sees("Changed all keys")
        assert keys_in(lived_in) == {}
        assert "# the one I need" in (lived_in / "config.toml").read_text()
        await stage.until(lambda: screen.lines.selected and screen.lines.selected.value == "as they came")
        await stage.press("enter")
        await stage.sees("Every command has its own keys.")
        await stage.press("u")
        await stage.until(lambda: keys_in(lived_in) == {"search.why": "F", "everywhere.jobs": "f12"})


async def test_the_palette_leads_to_the_keys(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.app.run_action("app.rekey")
        await stage.sees("all keys", "as they came", "Lists: Pin")


async def test_a_key_is_swapped_with_the_mouse(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="settings") as stage:
        await press_for(stage, "memories.pin", "e")
        await stage.sees("Swap (enter)")
        await stage.pilot.click("#swap")
        await stage.until(lambda: keys_in(lived_in) == {"memories.pin": "e", "memories.edit": "p"})


def test_every_setting_that_is_shown_is_called_by_what_it_does(home: Path) -> None:
    shown = {section for group in GROUPS for section in group.sections}
    names = {one.name for one in described(home / "config.toml") if one.name.partition(".")[0] in shown}
    assert names - {"app.keys"} == set(LABELS)
    assert all(len(label) <= 24 and "_" not in label for label in LABELS.values())
