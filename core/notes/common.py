"""English words that begin sentences or fill messages and are neither names nor what a text is about."""

from core.text.words import STOP_WORDS

_CALENDAR_LIST = """
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur
    thurs fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays today yesterday tomorrow
    tonight christmas xmas easter halloween thanksgiving valentine valentine's ramadan hanukkah diwali day week
    month year weekend morning afternoon evening night spring summer autumn fall winter am pm
"""
CALENDAR = frozenset(_CALENDAR_LIST.split())
"""Words of dates; they are resolved as times and are no names."""

_LIGHT_LIST = """
    able absolutely actually add added again ago agree agreed ah aha almost alright already alas although always
    amazing anyway apart apparently appreciate aren't aww awesome aw back bad bare basically beautiful become bet
    better best big bit bless book bring bro btw buy bye call cause certainly check cheers cheer clear clearly close
    come comes coming completely congrats congratulations cool could couple crazy cute damn darn dear definitely
    different done dude eh else enjoy enough especially even eventually exactly excellent excited exciting extra fab
    fact fair fantastic far feel feeling feels felt figured final finally find fine first five folks follow forget
    found four free fresh full fun funny generally gentle gladly glad gonna good goodbye gosh gotcha gotta grateful
    great guess guys ha haha hahaha happen happened happens happy hard hardly hate hear heard hell hello help helped
    helpful helps heh hey hi hm hmm hold honestly hooray hope hopefully hopes huge hugs hurray idea imagine
    impressive incredible indeed instead interesting isn't keep keeps kidding kind kinda knew know known knows large
    last lastly lately later latter least leave let let's life like liked little lol long look looked looking looks
    lot lots love loved lovely loves lucky luckily main mainly man many mate maybe mean means meant meanwhile
    mention mentioned mine miss mm mmm moreover mostly much need needed needs never new next nice nope normally
    nothing note notice now number numbers obviously odd ofc often oh okay old omg once ones onto ooh oops open
    otherwise ouch overall own part parts people per perfect perhaps person personally phew pick piece place plain
    plan plans plenty please plus point possible possibly power pretty probably properly proud put putting quick
    quickly quiet quite rad rather read ready real really reason recently regarding remember remind reminds right
    sad said same saw say saying says second see seem seems seen send sent seriously set share shared sharing short
    show showed similarly simple simply since slow small someday sometimes soon sorry sort sound sounded sounds
    speak speaking special start started starting stay step still stop strong stuff sup super sure surely sweet ta
    take taken takes taking talk talked talking tell ten terrible terrific text thank thankful thanks that's thing
    things think thinking third though thought thoughts three time times tips told totally touching tough tried
    truly trust try trying turn turned two ugh unfortunately unless use used useful using usually view wait waiting
    wanna want wanted wants warm way welcome we'll well went whatever whoa wild wish wishing won wonder wonderful
    won't wont word words work works world worth would wow wrong ya yay yea yeah yep yes yet yikes yo young yup zero
"""
_SENTENCE_OPENERS = """
    accept adapt adjust allow allows batch bug bugs cherish clean cleanup deprecate disable display document drop
    dropped escape extend feature features fixed fixes group handle hide improve improved improvement improvements
    increase initial internet introduce merge migrate optimise optimize patch polish prevent properties reduce
    refactor reference references resolve restore retain revert rework sanitise sanitize simplify software speed
    support supported sync tweak typo usage web website according across add after all also answer any apply ask
    assign avoid because before begin below besides between birthday block board both build button change check
    choose click clone close cold collect compare contact continue copy count counted create creating current cut
    default define delete depending describe despite dinner do download drag each edit either email enable ensure
    enter every everyone everything example except export fill filter fix follow for from general generate get give
    go going got had half has have having he head heat here however if import in include install is it its join just
    keep learn leave less like limit list live load look make making meet meeting met method mix more most move
    moved name neither no none not notes of on one only open or other our out over paint painting pack page pass
    paste pay pick place plant play please prepare press print property provide put query quote question questions
    ran rang read reading release remove rename repeat replace reply report reset result return review run save
    search select send set setting settings share she should show sign sit some someone something sow start step
    steps store such summary switch table tag take talk task template test than that the their them then there these
    they this those through to todo together toggle tools type under unlike until up update upgrade upon use user
    users using value version visit visited walk watch water we welcome what when whenever where whether which while
    who why will with without work write written you your worried rule budget counting family mental self nature
    kids parents mother father children friends friend job music dance dancing art counselling therapy school car
    house home food cooking running hiking camping yoga photo picture images pic image video money business team
    game games movie movies party dog cat pets pet animals hobby hobbies health science
"""
_PEOPLES_LIST = """
    american arabic asian african australian austrian brazilian british canadian chinese croatian czech danish dutch
    english european finnish french german greek hebrew hindi hungarian indian irish italian japanese korean latin
    mexican norwegian persian polish portuguese romanian russian scottish serbian slovak slovene slovenian spanish
    swedish swiss thai turkish ukrainian vietnamese welsh
"""
LIGHT = frozenset(_LIGHT_LIST.split())
"""Words that say how somebody feels or that somebody speaks, not what about."""
ORDINARY = STOP_WORDS | CALENDAR | LIGHT | frozenset((_SENTENCE_OPENERS + _PEOPLES_LIST).split())
"""Words that are no name when they stand alone with a capital."""

_KIN_LIST = """
    mum mom mummy mommy dad daddy mama papa grandma grandpa granny gran grandad granddad nana nan auntie
"""
KIN = frozenset(_KIN_LIST.split())
"""Names for relatives: they mean somebody only from the mouth of the one who writes."""

TITLES = frozenset("mr mrs ms miss mx dr prof professor sir lady rev uncle aunt auntie captain capt".split())
"""What stands before a surname, or before the first name of an uncle or aunt."""

_SHOUTED_LIST = """
    ai api apis app apps asap atm brb btw cd ceo cpu csv css cta cto diy dj dm dna dvd eta etc eu faq fomo fyi gif
    gps gpu hr html http https id idk iirc imho imo io ip irl it jpg js json lmao lol md nb no npc ocd ok omg os pc
    pdf phd pin pj pjs pm pms png pr prs ps pst pt qa qr rip rpg rsvp mmo mmorpg moba rss sdk sms sos sql ssd svg
    tbd tbh tdlr tl tldr todo done doing later now tv ui uk url urls us usa usb utc ux vip vpn vr wfh wip wtf xml
    yaml yolo zip readme note warning important tip caution
"""
SHOUTED = frozenset(_SHOUTED_LIST.split()) - {"uk", "us", "usa", "eu"}
"""Capitals that abbreviate ordinary words."""
