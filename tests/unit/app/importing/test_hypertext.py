"""HTML becomes the text that a reader sees."""

from app.importing.hypertext import plain


def test_words_stay_and_what_nobody_sees_goes() -> None:
    html = (
        "<html><head><title>no</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<h1>Hello&nbsp;Ida</h1><p>One\n  two &amp; three<br>four</p><ul><li>a</li><li>b</li></ul></body></html>"
    )
    assert plain(html) == "Hello Ida\n\nOne two & three\nfour\n\n- a\n- b"


def test_a_link_keeps_its_address_unless_its_words_say_it() -> None:
    assert plain('<a href="https://x.org/a">the page</a>') == "the page <https://x.org/a>"
    assert plain('<a href="https://x.org/">https://x.org</a>') == "https://x.org"
    assert plain('<a href="javascript:alert(1)">click</a>') == "click"


def test_code_keeps_its_lines_and_pictures_their_words() -> None:
    assert plain("<pre>a\nb</pre>") == "a\nb"
    assert plain('<img src="http://spy/x.gif"><img alt="A cat">') == "[image A cat]"


def test_broken_and_hostile_html_is_read_in_linear_time() -> None:
    assert plain("<p>a</div></p></p>b") == "a\n\nb"
    assert plain("<script>never closed") == ""
    for piece in (
        "<div>",
        "<a href='http://x'>",
        "<!",
        "&#",
        "<p",
        "</a>",
        "<script>",
        "\n ",
        "<!--",
        "<?",
        "<p a='",
        "</script",
        "a" * 10,
        "&#99999999999999",
    ):
        plain(piece * 30_000)
