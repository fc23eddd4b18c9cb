"""The command palette's source: every action that the screen below it offers."""

from collections.abc import Iterator

from textual.command import DiscoveryHit, Hit, Hits, Provider

from ui.tui.actions import EVERYWHERE, Action, actions_of, key_names


class Actions(Provider):
    """Finds actions by what they do; choosing one is the same as pressing its key."""

    def _offered(self) -> Iterator[Action]:
        places = getattr(self.screen, "PLACES", ())
        return (
            action for action in actions_of((*places, EVERYWHERE), getattr(self.app, "keys", None)) if action.palette
        )

    async def _run(self, action: Action) -> None:
        namespace = "app" if action.place == EVERYWHERE else "screen"
        await self.screen.run_action(f"{namespace}.{action.command}")

    async def discover(self) -> Hits:
        """All that can be done here, before anything is typed."""
        for action in self._offered():
            yield DiscoveryHit(action.does, lambda action=action: self._run(action), help=_keys(action))

    async def search(self, query: str) -> Hits:
        """What can be done here and sounds like `query`."""
        matcher = self.matcher(query)
        for action in self._offered():
            words = f"{action.label}: {action.does}"
            if (score := matcher.match(words)) > 0:
                run = lambda action=action: self._run(action)  # noqa: E731
                yield Hit(score, matcher.highlight(words), run, help=_keys(action))


def _keys(action: Action) -> str:
    return key_names(action) or "no key of its own"
