"""Whether a browser's window is a private one, as its title or the words in its tool bar say, in many languages.

Firefox and its kin append words to their own name; Edge writes [InPrivate] in every language; Chrome and its kin name
the mode on a new tab and in the tool bar alone, which can be judged only once it has been read.
"""

import re
from functools import lru_cache

from core.screen.confusions import blurred
from core.screen.globs import folded

_PHRASES = """
private browsing|private window|private tab|private mode|inprivate|incognito window|incognito tab|incognito mode
|new incognito|private with tor|tor private|secret mode|privater modus|privates fenster|privater tab
|privates surfen|privatmodus|inkognito-fenster|inkognito-tab|inkognitomodus|navigation privée|fenêtre privée
|mode privé|onglet privé|mode incognito|navegación privada|ventana privada|modo privado|navegación de incógnito
|ventana de incógnito|pestaña de incógnito|navigazione anonima|navigazione in incognito|finestra anonima
|finestra in incognito|navigazione privata|scheda anonima|navegação privativa|navegação privada
|navegação anônima|navegação anónima|janela anônima|janela anónima|janela privativa|janela privada|guia anônima
|separador de navegação anónima|modo anônimo|privénavigatie|privévenster|privémodus|privétabblad
|incognitovenster|incognitotabblad|navegació privada|finestra privada|finestra d'incògnit|navegació d'incògnit
|nabigatze pribatua|pribatutasuneko|navegación en privado|tryb prywatny|prywatne okno|okno prywatne
|karta incognito|okno incognito|przeglądanie prywatne|anonymní prohlížení|anonymní okno|anonymní panel
|soukromé okno|súkromné prehliadanie|súkromné okno|okno inkognito|karta inkognito|privát böngészés|privát ablak
|inkognitó|privat surfning|privat fönster|inkognitofönster|privat browsing|privat vindue|inkognitovindue
|privat nettlesing|privat vindu|inkognitovindu|yksityinen selaus|yksityinen ikkuna|incognito-ikkuna
|incognito-välilehti|gizli gezinti|gizli pencere|gizli sekme|özel gezinti|özel pencere|ιδιωτική περιήγηση
|ιδιωτικό παράθυρο|ανώνυμη περιήγηση|ανώνυμης περιήγησης|navigare privată|fereastră privată|navigare incognito
|filă incognito|поверително разглеждане|поверителен прозорец|инкогнито|приватний перегляд|приватне вікно
|анонімний перегляд|анонімна вкладка|приватный просмотр|приватное окно|приватное просматривание
|приватно прегледање|приватно прелистување|приватни прозор|прыватнае агляданне|privatno pretraživanje
|privatni prozor|anonimni prozor|anonimna kartica|privatno pregledanje|zasebno brskanje|zasebno okno
|brez beleženja zgodovine|privaatne veebilehitsemine|privaatne lehitsemine|inkognito režiim|privātā pārlūkošana
|inkognito režīm|privatusis naršymas|inkognito skirtuk|huliðsgluggi|huliðsvafur|brabhsáil phríobháideach
|shfletim privat|გვერდების პირადად|жекелік шолу|гүлистон|ինկոգնիտո|גלישה פרטית|גלישה בסתר|חלון פרטי
|חלון גלישה בסתר|التصفح الخاص|تصفح خاص|نافذة خاصة|التصفح المتخفي|علامة تبويب للتصفح المتخفي|مرور خصوصی
|پنجره خصوصی|حالت ناشناس|ناشناس|निजी ब्राउज़िंग|निजी विंडो|गुप्त मोड|गुप्त विंडो|गुप्त टैब|ব্যক্তিগত ব্রাউজিং
|ছদ্মবেশী|ਪ੍ਰਾਈਵੇਟ ਬਰਾਊਜ਼ਿੰਗ|தனிப்பட்ட உலாவல்|மறைநிலை|ప్రైవేట్ బ్రౌజింగ్|అజ్ఞాత|ખાનગી બ્રાઉઝિંગ|છુપા મોડ
|ಖಾಸಗಿ ಬ್ರೌಸಿಂಗ್|ಅಜ್ಞಾತ|സ്വകാര്യ ബ്രൗസിങ്|ആൾമാറാട്ട|खाजगी ब्राउझिंग|การเรียกดูแบบส่วนตัว|การท่องเว็บแบบส่วนตัว
|หน้าต่างส่วนตัว|ไม่ระบุตัวตน|ການທ່ອງເວັບແບບສ່ວນຕົວ|duyệt web riêng tư|duyệt riêng tư|cửa sổ riêng tư
|cửa sổ ẩn danh|thẻ ẩn danh|ẩn danh|penjelajahan pribadi|mode penyamaran|jendela penyamaran|tab penyamaran
|jendela pribadi|penyemakan imbas peribadi|pribadong pag-browse|kuvinjari kwa faragha|private bleed
|privaat blaai|プライベートブラウジング|プライベートウィンドウ|プライベート ウィンドウ|シークレット|隐私浏览
|隐私窗口|无痕|無痕|隱私瀏覽|私密浏览|私密瀏覽|私密窗口|隱私視窗|사생활 보호 모드|시크릿|비공개 창|사적 보기
|비공개 브라우징
"""
_WORDS = "incognito|inkognito|incógnito|incògnit|inprivate|private|privat|privé|privado|privada|gizli|secret"

PHRASES = tuple(dict.fromkeys(folded(phrase) for phrase in _PHRASES.split("|")))
"""What browsers write in titles and tool bars when a window is private; in any program this is reason enough."""

_PHRASE = re.compile("|".join(re.escape(phrase) for phrase in PHRASES))
_BRACKETED = re.compile(rf"[(\[（【]\s*(?:{_WORDS})[^)\]）】]*[)\]）】]")
_LAST_PART = re.compile(rf"(?:^|\s[-–—|·]\s*)(?:{_WORDS})\s*$")
_SOLE_WORD = re.compile(r"\b(?:incognito|inkognito|incógnito|incògnit|inprivate)\b")
_BLURRED = re.compile("|".join(re.escape(blurred(one)) for one in PHRASES if one.isascii()) + r"|\b[li]ncogn[li]to\b")
_FIREFOX_KIN = re.compile(
    r"(?:^|[-–—|]\s*)(?:mozilla firefox|firefox(?: developer edition| nightly| beta| esr)?|librewolf|waterfox|floorp"
    r"|ablaze floorp|zen browser|gnu icecat|icecat|iceweasel|pale moon|seamonkey|basilisk)(?P<rest>[^-–—|]*)$"
)
_PAGE = re.compile(
    r"\b(?:firefox|librewolf|waterfox|floorp|zen browser|icecat|iceweasel|pale moon|seamonkey|basilisk|chrome|chromium"
    r"|brave|edge|opera|vivaldi|yandex|browser|safari|arc|thorium|falkon|konqueror|midori|qutebrowser|iridium|whale|orion)"
    r"(?: developer edition| nightly| beta| dev| canary| esr| web browser)?(?:\s*[(\[].*)?$"
)
_NOT_PRIVATE = re.compile(r"\s*(?:developer edition|nightly|beta|esr|classic|twilight|daylight|[\d.]+)?\s*")


@lru_cache(maxsize=512)
def title_says_private(title: str, browser: bool) -> bool:
    """Whether a title is one of a private window; for a browser's own windows, any hint is enough."""
    text = folded(title)
    if _PHRASE.search(text):
        return True
    hinted = _BRACKETED.search(text) or _LAST_PART.search(text) or _SOLE_WORD.search(text)
    return (browser and _has_words_behind_its_name(text)) or ((browser or has_browser_name(text)) and bool(hinted))


def tool_bar_says_private(line: str) -> bool:
    """Whether a line that was read in a browser's tool bar names the private mode, however badly it was read."""
    text = folded(line)
    return bool(_PHRASE.search(text) or _SOLE_WORD.search(text) or _BLURRED.search(blurred(line)))


def _has_words_behind_its_name(title: str) -> bool:
    """Firefox and its kin end with their name, and in a private window, in every language, with more behind it."""
    named = _FIREFOX_KIN.search(title)
    return named is not None and _NOT_PRIVATE.fullmatch(named["rest"]) is None


def has_browser_name(title: str) -> bool:
    """Whether a title ends with a browser's name, as those of its page windows do and those of its dialogs do not."""
    return _PAGE.search(folded(title)) is not None
