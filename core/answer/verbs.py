"""English verbs in the forms that a diary has them in: "run" is also "ran" and "running", "buy" is "bought"."""

from functools import cache

_IRREGULAR_LIST = """
    be was were been; become became; begin began begun; bite bit bitten; break broke broken; bring brought; build
    built; buy bought; catch caught; choose chose chosen; come came; cost cost; cut cut; do did done; draw drew
    drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight
    fought; find found; fly flew flown; forget forgot forgotten; get got gotten; give gave given; go went gone been;
    grow grew grown; have had; hear heard; hide hid hidden; hit hit; hold held; hurt hurt; keep kept; know knew
    known; lead led; learn learnt learned; leave left; lend lent; let let; lie lay lain; lose lost; make made; mean
    meant; meet met; pay paid; put put; quit quit; read read; ride rode ridden; ring rang rung; rise rose risen; run
    ran; say said; see saw seen; sell sold; send sent; sew sewed sewn; shoot shot; show showed shown; sing sang
    sung; sit sat; sleep slept; speak spoke spoken; spend spent; stand stood; steal stole stolen; swim swam swum;
    take took taken; teach taught; tell told; think thought; throw threw thrown; wake woke woken; wear wore worn;
    win won; write wrote written
"""
_IRREGULAR = {line.split()[0]: tuple(line.split()) for line in _IRREGULAR_LIST.split(";")}
_BASE = {form: base for base, forms in _IRREGULAR.items() for form in forms}
_ALIKE_LIST = """
    run jog; book novel; film movie; buy purchase; phone ring; bike cycle; spend pay cost; hike trek;
    visit go; doctor gp; exercise workout; km kilometre kilometer kilometres kilometers
"""
_ALIKE = [frozenset(line.split()) for line in _ALIKE_LIST.split(";")]
_ALSO = {"see": "meet", "watch": "see", "speak": "talk", "read": "finish"}
"""What a word is also told by, but not the other way round: who met Ana saw her."""
LIGHT = frozenset("be do get go have make take".split())
"""Verbs that say too little to be looked for by themselves."""


@cache
def forms(word: str) -> tuple[str, ...]:
    """The forms of a lower-case word, itself first; regular ones share a stem and need no list."""
    base = _BASE.get(word, word)
    found = dict.fromkeys((word, base, *_IRREGULAR.get(base, ()), *_ing(base)))
    return tuple(found)


@cache
def alike(word: str) -> tuple[str, ...]:
    """The forms of a word and of what means the same in a diary: "run" and "jogged"."""
    base = base_of(word)
    near = [other for group in _ALIKE if base in group for other in sorted(group)]
    near += [_ALSO[base]] if base in _ALSO else []
    return tuple(dict.fromkeys([*forms(word), *(form for other in near for form in forms(other))]))


def base_of(word: str) -> str:
    """The infinitive of an irregular form; other words as they are, without a plural's s."""
    if word in _BASE:
        return _BASE[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def is_irregular(word: str) -> bool:
    """Whether a lower-case word is a form of an irregular verb."""
    return word in _BASE


def _ing(base: str) -> tuple[str, ...]:
    if base not in _IRREGULAR or len(base) < 3:
        return ()
    doubled = base[-1] in "bgmnpt" and base[-2] in "aeiou" and base[-3] not in "aeiou"
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base + base[-1] if doubled else base
    return (stem + "ing",)
