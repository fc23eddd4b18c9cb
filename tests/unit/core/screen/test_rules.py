"""Which windows are let in, which are kept out, and by which rule; with hostile titles, names and addresses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Capture
from core.errors import BadInput
from core.screen.frame import Line, Rect, Scene, Window
from core.screen.rules import OPEN, Own, Rules, allowed

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PLAIN = Window("0x1", "gedit", "notes", Rect(0, 0, 800, 600))


def ruled(window: Window, **settings: tuple[str, ...] | str) -> str:
    decision = Rules.of(Capture(**settings)).decide(window, AT)  # type: ignore[arg-type]
    assert decision.allowed == decision.rule.startswith("allowed: ")
    return decision.rule


def titled(app: str, title: str, *, popup: bool = False) -> Window:
    return replace(PLAIN, app=app, title=title, popup=popup)


def test_a_window_that_no_rule_is_against_is_let_in() -> None:
    assert ruled(PLAIN) == OPEN


@pytest.mark.parametrize(
    "app",
    ["keepassxc", "org.keepassxc.keepassxc", "KeePass2.exe", "1password", "bitwarden", "kwalletmanager5", "seahorse"],
)
def test_password_managers_are_kept_out_whatever_form_their_name_has(app: str) -> None:
    assert ruled(titled(app, "anything")) == "password manager"


@pytest.mark.parametrize(
    ("app", "title"),
    [
        ("pinentry-gtk-2", "pinentry-gtk-2"),
        ("polkit-gnome-authentication-agent-1", "Authenticate"),
        ("lxpolkit", ""),
        ("ksshaskpass", "Ksshaskpass"),
        ("gcr-prompter", "Unlock Keyring"),
        ("zenity", "Type your password"),
        ("tk", "Password Required"),
        ("yad", "Bitte Passwort eingeben"),
        ("kdialog", "Введите пароль"),
        ("firefox", "Primary Password — Mozilla Firefox"),
        ("yad", "Saisissez le mot de passe"),
        ("yad", "パスワードを入力"),
        ("gedit", "passwords.txt - gedit"),
        ("tk", "\u200bPass\u00adword"),
    ],
)
def test_what_asks_for_a_password_is_kept_out_in_any_language(app: str, title: str) -> None:
    assert ruled(titled(app, title)) == "password prompt"


@pytest.mark.parametrize("title", ["password_reset.py", "compass words", "Bypassed", "Senhagen", "a pass word"])
def test_a_title_that_only_looks_a_little_like_a_password_prompt_is_let_in(title: str) -> None:
    assert ruled(titled("code", title)) == OPEN


@pytest.mark.parametrize("app", ["i3lock", "xscreensaver", "gnome-screensaver", "swaylock", "kscreenlocker_greet"])
def test_lock_screens_are_kept_out(app: str) -> None:
    assert ruled(titled(app, "")) == "lock screen"


@pytest.mark.parametrize(
    ("app", "title"),
    [
        ("firefox", "Bank — Mozilla Firefox Private Browsing"),
        ("firefox", "Bank — Mozilla Firefox (Private Browsing)"),
        ("firefox", "Mozilla Firefox Privater Modus"),
        ("org.mozilla.firefox", "Page — Mozilla Firefox (Navigation privée)"),
        ("firefox", "Page — Mozilla Firefox (Жекелік шолу режимі)"),
        ("firefox", "Page — Mozilla Firefox zzz words of no known language"),
        ("librewolf", "Page — LibreWolf приватно прегледање"),
        ("firefox", "ページ — Mozilla Firefox プライベートブラウジング"),
        ("google-chrome", "New Incognito Tab - Google Chrome"),
        ("google-chrome", "Nueva pestaña de incógnito - Google Chrome"),
        ("chromium-browser", "Page - Chromium (Incognito)"),
        ("google-chrome", "新しいシークレット タブ - Google Chrome"),
        ("google-chrome", "打开新的无痕式标签页 - Google Chrome"),
        ("msedge", "Page - [InPrivate] - Microsoft Edge"),
        ("microsoft-edge", "Neue InPrivate-Registerkarte - Microsoft Edge"),
        ("brave-browser", "New Private Tab - Brave"),
        ("opera", "Page - Opera (Private)"),
        ("safari", "Page — Private Browsing"),
        ("tor browser", "Page — Tor Browser"),
        ("mullvad-browser", "Page"),
        ("tk", "Private Browsing — Example"),
        ("", "New Tab - Google Chrome (Incognito)"),
        ("firefox", "Page\u200b — Mozilla Firefox   PRIVATE\u00a0BROWSING"),
    ],
)
def test_private_windows_are_kept_out_in_any_browser_and_language(app: str, title: str) -> None:
    assert ruled(titled(app, title)) == "private window"


@pytest.mark.parametrize(
    ("app", "title"),
    [
        ("firefox", "Mozilla Firefox"),
        ("firefox", "Weather — Mozilla Firefox"),
        ("firefox", "Download Mozilla Firefox — Mozilla Firefox"),
        ("firefox", "Weather — Firefox Developer Edition"),
        ("firefox-esr", "Weather - Mozilla Firefox"),
        ("google-chrome", "Weather - Google Chrome"),
        ("msedge", "Weather - Work - Microsoft Edge"),
        ("libreoffice-writer", "Private letters.odt — LibreOffice Writer"),
        ("gedit", "Minutes (private) - gedit"),
    ],
)
def test_ordinary_windows_are_not_taken_for_private_ones(app: str, title: str) -> None:
    assert ruled(titled(app, title)) == OPEN


def test_a_person_may_keep_private_windows() -> None:
    window = titled("firefox", "Page — Mozilla Firefox Private Browsing")
    assert ruled(window, private="keep") == OPEN


def test_menus_of_browsers_are_kept_out_because_nobody_can_tell_whose_page_they_show() -> None:
    assert ruled(titled("firefox", "", popup=True)) == "browser popup"


def test_what_belongs_to_a_private_window_is_kept_out_with_it() -> None:
    private = titled("firefox", "Page — Mozilla Firefox Private Browsing")
    dialog = replace(titled("firefox", "Save As"), id="0x2")
    page = replace(titled("firefox", "Weather — Mozilla Firefox"), id="0x3")
    other = replace(PLAIN, id="0x4")
    decisions = Rules.of(Capture()).decisions(Scene(AT, (), (dialog, page, other, private)))
    assert decisions["0x2"].rule == "belongs to: private window"
    assert [allowed(decisions, one) for one in (private, dialog, page, other)] == [False, False, True, True]


def test_a_menu_of_a_window_that_is_kept_out_by_its_title_is_kept_out_with_it() -> None:
    letter = replace(titled("soffice", "Salaries 2026"), pid=7)
    menu = replace(titled("", "", popup=True), id="0x2", app="tooltips", pid=7)
    rules = Rules.of(Capture(exclude_titles=("salaries*",)))
    assert rules.decisions(Scene(AT, (), (menu, letter)))["0x2"].rule == "belongs to: title pattern salaries*"
    assert rules.decisions(Scene(AT, (), (menu,)))["0x2"].rule == OPEN


def test_a_window_that_nobody_decided_on_is_kept_out() -> None:
    assert not allowed({}, PLAIN)


@pytest.mark.parametrize(
    ("pattern", "app"),
    [
        ("krit*", "krita"),
        ("Signal", "signal-desktop"),
        ("chrome", "Google-Chrome"),
        ("firefox", "org.mozilla.firefox"),
        ("c++ builder", "C++ Builder"),
        ("[x]", "[X]"),
        ("a?c", "abc"),
        ("STRASSE", "straße"),
    ],
)
def test_a_pattern_that_keeps_programs_out_fits_any_part_of_a_name_whatever_the_case(pattern: str, app: str) -> None:
    assert ruled(titled(app, "x"), exclude_apps=(pattern,)) == f"app pattern {pattern}"


@pytest.mark.parametrize(("pattern", "app"), [("[a-z]", "b"), ("a.c", "abc"), ("code", "vscodium"), ("", "gedit")])
def test_a_pattern_fits_only_what_it_says(pattern: str, app: str) -> None:
    assert ruled(titled(app, "x"), exclude_apps=(pattern,)) == OPEN


@pytest.mark.parametrize(
    ("pattern", "title"),
    [
        ("*salary*", "My SALARY.ods"),
        ("salary", "My salary.ods"),
        ("[draft] (a+b)*", "[Draft] (a+b) of a letter"),
        ("plan?", "Plan9"),
        ("*$^.|\\*", "x $^.|\\ y"),
        ("Tagebuch*", "Tagebuch\nzweite Zeile"),
        ("ﬁnance", "Finance"),
    ],
)
def test_titles_are_matched_by_plain_patterns_in_which_nothing_else_is_special(pattern: str, title: str) -> None:
    assert ruled(titled("soffice", title), exclude_titles=(pattern,)) == f"title pattern {pattern}"


@given(st.text(min_size=1).filter(lambda text: text.strip(" *?\n\t") != ""), st.text(), st.text())
def test_a_title_that_holds_a_pattern_word_for_word_is_always_kept_out(pattern: str, before: str, after: str) -> None:
    rules = Rules.of(Capture(exclude_titles=(f"*{pattern}*",), private="keep"))
    assert not rules.decide(titled("soffice", f"{before} {pattern} {after}"), AT).allowed


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("*.bank.example/*", "https://www.bank.example/login"),
        ("*.bank.example/*", "https://bank.example"),
        ("bank.example", "http://online.bank.example:8443/x?y#z"),
        ("BANK.example/*", "https://user:word@bank.EXAMPLE./a"),
        ("https://bank.example/*", "bank.example/a"),
        ("*/admin/*", "https://shop.example/admin/users"),
        ("shop.example/admin*", "https://shop.example/admin"),
        ("*health*", "https://x.example/my-health"),
        ("müller.example", "https://xn--mller-kva.example/"),
        ("mail.example/*", "https://mail.example#inbox"),
    ],
)
def test_pages_are_kept_out_by_patterns_of_their_addresses(pattern: str, url: str) -> None:
    rules = Rules.of(Capture(exclude_urls=(pattern,)))
    assert rules.decide(replace(PLAIN, app="firefox", title="x", url=url), AT).rule == f"url pattern {pattern}"
    assert rules.url_allowed(url).rule == f"url pattern {pattern}"
    assert rules.url_allowed(None, [f"< > {url} *"]).rule == f"url pattern {pattern}"


@pytest.mark.parametrize("url", ["https://notbank.example/", "https://bank.example.org/", "https://a.example/login"])
def test_other_pages_are_let_in(url: str) -> None:
    assert Rules.of(Capture(exclude_urls=("*.bank.example/*", "bank.example"))).url_allowed(url).allowed


@pytest.mark.parametrize("line", ["www.bank,example/login", "www. bank .exarnple / login", "VVWW.8ANK.EXAMPLE"])
def test_an_address_that_was_read_badly_is_still_known(line: str) -> None:
    rules = Rules.of(Capture(exclude_urls=("*.bank.example/*",)))
    assert not rules.url_allowed(None, [Line(line, Rect(0, 0, 9, 9))]).allowed


@pytest.mark.parametrize("line", ["Incognito", "lncognito :", "InPrivate", "Navigation privée", "Pr1vate browsing"])
def test_a_tool_bar_that_names_the_private_mode_is_enough(line: str) -> None:
    rules = Rules.of(Capture())
    assert rules.url_allowed("https://a.example", [line], "google-chrome").rule == "private window"
    assert rules.url_allowed(None, [line], "gedit").allowed


def test_an_address_in_a_title_is_judged_before_anything_is_looked_at() -> None:
    window = titled("xterm", "curl https://www.bank.example/x")
    assert ruled(window, exclude_urls=("*.bank.example/*",)) == "url pattern *.bank.example/*"


def test_a_window_of_nobody_is_kept_out_unless_the_person_says_otherwise() -> None:
    assert ruled(titled("", "x")) == "unknown window"
    assert ruled(titled("  ", "x")) == "unknown window"
    assert ruled(titled("firefox", "")) == "unknown window"
    assert ruled(titled("", "x"), unknown="keep") == "allowed: unknown windows are kept"


def test_only_apps_lets_in_whole_names_alone() -> None:
    assert ruled(titled("firefox", "x - Mozilla Firefox"), only_apps=("fire*",)) == "allowed: only_apps fire*"
    assert ruled(titled("org.mozilla.firefox", "x"), only_apps=("firefox",)) == "allowed: only_apps firefox"
    assert ruled(titled("code-insiders", "x"), only_apps=("code",)) == "not among only_apps"
    assert ruled(titled("", "x"), only_apps=("code",), unknown="keep") == "not among only_apps"


def test_what_keeps_out_goes_before_what_lets_in() -> None:
    assert ruled(titled("keepassxc", "x"), only_apps=("keepassxc",)) == "password manager"
    assert ruled(titled("gedit", "x"), only_apps=("gedit",), exclude_apps=("gedit",)) == "app pattern gedit"


@pytest.mark.parametrize("identity", ["0x2a", "42"])
def test_ebbs_own_window_is_kept_out_by_its_id_in_either_writing(identity: str) -> None:
    rules = Rules.of(Capture(), Own.of(["42", "", "no number"]))
    assert rules.decide(replace(PLAIN, id=identity), AT).rule == "Ebb itself"
    assert rules.decide(replace(PLAIN, id="no number"), AT).allowed


def test_ebbs_own_window_is_kept_out_by_the_process_it_runs_in() -> None:
    rules = Rules.of(Capture(), Own.of(pids=[7, 9]))
    assert rules.decide(replace(PLAIN, pid=9), AT).rule == "Ebb itself"
    assert rules.decide(replace(PLAIN, pid=8), AT).allowed
    assert rules.decide(PLAIN, AT).allowed


def test_outside_the_hours_nothing_is_let_in() -> None:
    local = AT.astimezone()
    now, later = f"{local:%H:%M}-{local.hour + 1:02}:30", f"{local.hour + 1:02}:00-{local.hour + 1:02}:30"
    assert ruled(PLAIN, hours=(now,)) == OPEN
    assert ruled(PLAIN, hours=(later,)) == "outside the hours"
    assert ruled(PLAIN, hours=(later, now)) == OPEN


def test_hours_that_are_none_are_refused() -> None:
    with pytest.raises(BadInput, match="names no hours"):
        Rules.of(Capture(hours=("sometimes",)))


@given(app=st.text(), title=st.text(), popup=st.booleans())
def test_any_title_and_any_name_gets_a_decision(app: str, title: str, popup: bool) -> None:
    settings = Capture(exclude_apps=("a*",), exclude_titles=("b*",), exclude_urls=("*.c/*",))
    decision = Rules.of(settings).decide(titled(app, title, popup=popup), AT)
    assert decision.rule and decision.allowed == decision.rule.startswith("allowed: ")
