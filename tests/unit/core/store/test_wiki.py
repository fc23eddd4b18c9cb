"""`[[Wiki links]]` in real memories: found by title, kept through renames, followed through edits."""

from app import Ebb


def linked(ebb: Ebb, id: str) -> set[str]:
    return {link.id for link in ebb.links(id) if link.kind == "mentions" and link.direction == "out"}


def test_a_title_is_found_whatever_its_case_and_the_newest_wins(ebb: Ebb) -> None:
    ebb.add("old", title="Ärger im Garten")
    new = ebb.add("new", title="Ärger im Garten")
    assert linked(ebb, ebb.add("see [[ärger im garten]]")) == {new}
    plan = ebb.add("p", title="The Plan")
    assert linked(ebb, ebb.add("see [[the plan|it]] and [[THE PLAN#part]]")) == {plan}
    (link,) = ebb.links(plan)[:1]
    assert link.why in {"mentions [[the plan]]", "mentions [[THE PLAN]]"}


def test_a_name_that_nobody_bears_is_linked_once_somebody_does(ebb: Ebb) -> None:
    note = ebb.add("see [[Tomorrow]] and [[Nowhere]]")
    assert linked(ebb, note) == set()
    there = ebb.add("here", title="tomorrow")
    assert linked(ebb, note) == {there}
    renamed = ebb.add("also here")
    ebb.edit(renamed, title="Nowhere")
    assert linked(ebb, note) == {there, renamed}


def test_links_follow_renames_and_old_titles_stay_names(ebb: Ebb) -> None:
    plan = ebb.add("p", title="Plan")
    note = ebb.add("see [[Plan]]")
    ebb.edit(plan, title="Great plan")
    ebb.add("another", title="Plan of others")
    assert linked(ebb, note) == {plan}
    assert linked(ebb, ebb.add("still [[plan]]")) == {plan}
    other = ebb.add("another", title="Plan", kind="document")
    assert linked(ebb, note) == {plan}
    assert linked(ebb, ebb.add("now [[plan]] means another")) == {other}


def test_an_edit_adds_and_removes_links_and_undoing_it_too(ebb: Ebb) -> None:
    a, b = ebb.add("a", title="A"), ebb.add("b", title="B")
    note = ebb.add("see [[A]]")
    ebb.link(note, b)
    ebb.edit(note, text="see [[B]]")
    assert linked(ebb, note) == {b}
    ebb.edit(note, text="see nothing")
    assert linked(ebb, note) == set()
    assert [link.kind for link in ebb.links(note)] == ["manual"]
    ebb.undo(note, 1)
    assert linked(ebb, note) == {a}


def test_two_names_of_one_memory_are_one_link_until_both_go(ebb: Ebb) -> None:
    target = ebb.add("t", title="Old name")
    ebb.edit(target, title="New name")
    note = ebb.add("[[Old name]] is [[New name]]")
    assert linked(ebb, note) == {target}
    ebb.edit(note, text="[[Old name]]")
    assert linked(ebb, note) == {target}
    ebb.edit(note, text="neither")
    assert linked(ebb, note) == set()


def test_nothing_links_to_itself_to_code_or_to_what_is_forgotten(ebb: Ebb) -> None:
    note = ebb.add("I am [[Me]], not `[[B]]`", title="Me")
    gone = ebb.add("b", title="Gone")
    ebb.add("b", title="B")
    ebb.forget([gone])
    assert linked(ebb, note) == linked(ebb, ebb.add("see [[Gone]]")) == set()


def test_a_memory_that_comes_back_is_linked_by_those_who_called_it(ebb: Ebb) -> None:
    gone = ebb.add("b", title="Gone")
    ebb.forget([gone])
    note = ebb.add("see [[Gone]]")
    ebb.restore([gone])
    assert linked(ebb, note) == {gone}


def test_an_erased_target_leaves_its_name_open(ebb: Ebb) -> None:
    gone = ebb.add("b", title="Plan")
    note = ebb.add("see [[Plan]]")
    ebb.forget([gone], forever=True)
    assert linked(ebb, note) == set()
    new = ebb.add("again", title="Plan")
    assert linked(ebb, note) == {new}


def test_what_is_unlinked_stays_so_until_it_is_typed_anew(ebb: Ebb) -> None:
    a = ebb.add("a", title="A")
    note = ebb.add("see [[A]]")
    ebb.unlink(note, a)
    ebb.edit(note, text="see [[A]], I said")
    assert linked(ebb, note) == set()
    ebb.edit(note, text="no more")
    ebb.edit(note, text="see [[A]] again")
    assert linked(ebb, note) == {a}


def test_brackets_on_a_screen_are_no_links(ebb: Ebb) -> None:
    ebb.add("a", title="A")
    assert linked(ebb, ebb.add("a page with [[A]]", kind="screen")) == set()


def test_names_besides_the_title_are_found_now_and_later(ebb: Ebb) -> None:
    note = ebb.add("see [[garlic-2024]]")
    target = ebb.add("cloves", title="Growing garlic")
    assert ebb.link_titles([(note, "garlic-2024")], [(target, "garlic-2024")]) == 1
    assert linked(ebb, note) == linked(ebb, ebb.add("also [[Garlic-2024]]")) == {target}
    ebb.edit(note, text="nothing")
    assert linked(ebb, note) == set()
