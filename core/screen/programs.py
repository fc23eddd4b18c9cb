"""Programs by what they are, as their window classes or executables name them: browsers, vaults, prompts, lockers.

Names are lower case and matched as patterns (* and ?) against a whole name or a part of it between dots and dashes.
"""

BROWSERS = tuple(
    """firefox* mozilla* navigator librewolf* waterfox* icecat iceweasel floorp* zen zen-* zen_browser mullvad*
    palemoon basilisk seamonkey tor-browser torbrowser* chrome* google-chrome* chromium* brave* msedge* microsoft-edge*
    edge opera* vivaldi* yandex* epiphany org.gnome.epiphany safari arc thorium* ungoogled* falkon konqueror midori
    qutebrowser nyxt min iridium* slimjet* whale naver-whale* cromite helium ladybird gnome-web
    duckduckgo* orion* sigmaos dia comet""".split()
)
"""Programs that show pages, and may show them privately."""

ALWAYS_PRIVATE = tuple("tor tor-browser* torbrowser* mullvad* mullvadbrowser duckduckgo*".split())
"""Browsers whose every window is private."""

VAULTS = tuple(
    """keepass* keepassx keepassxc* 1password* onepassword* bitwarden* enpass* lastpass* dashlane* nordpass* roboform*
    protonpass* proton-pass* keeper keepersecurity* keeperpassword* buttercup* passky* passbolt* pass-gui qtpass*
    gopass* pwsafe passwordsafe* password-gorilla revelation gnome-passwordsafe secrets gnome-secrets
    org.gnome.world.secrets seahorse* kwalletmanager* kwalletd* kwallet* goldwarden* authenticator* authy*
    org.gnome.authenticator com.belmoussaoui.authenticator otpclient* ente-auth* aegis yubioath* yubico-authenticator*
    com.yubico.* keychain* keychainaccess passwords stickypassword* psono* zoho-vault* myki* padloc* clipperz*
    universalpasswordmanager* figaro* spm lesspass*""".split()
)
"""Password managers, key rings and makers of one-time codes."""

PROMPTS = tuple(
    """pinentry* gcr-prompter* gcr4-prompter* gnome-keyring* polkit* lxpolkit* mate-polkit* xfce-polkit* lxqt-policykit*
    ukui-polkit* dde-polkit* deepin-polkit* hyprpolkit* policykit* soteria ssh-askpass* ksshaskpass* x11-ssh-askpass*
    gnome-ssh-askpass* lxqt-openssh-askpass* openssh-askpass* *askpass* gksu* gksudo kdesu* kdesudo beesu lxqt-sudo*
    lxsudo ktsuss pkexec* consent* credentialuibroker* securityagent* coreauthd* authenticate nm-applet-secret*
    authd-prompt fprintd* systemd-ask-password* kwallet-query winbox-askpass git-askpass* rofi-pass rofi-askpass
    zenity-password fido2-prompt howdy*""".split()
)
"""Programs that do nothing but ask for a password, a PIN or a permission."""

LOCKERS = tuple(
    """i3lock* slock swaylock* hyprlock* gtklock* waylock xlock* xscreensaver* xsecurelock* light-locker* lightdm*
    gnome-screensaver* mate-screensaver* cinnamon-screensaver* xfce4-screensaver* kscreenlocker* kscreenlocker_greet
    betterlockscreen* physlock* vlock alock pyxtrlock xtrlock sxlock slimlock dm-tool gdm* gdm-greeter sddm* ly
    unity-greeter* slick-greeter* lockapp* logonui* loginwindow screensaverengine scrsave*""".split()
)
"""Screen locks, log-in screens and screen savers."""

_PROMPT_TITLES = """
password|passwords|passphrase|passcode|keyring|askpass|pinentry|authentication required|authentication needed
|authenticate|authentication dialog|sign in required|unlock key|unlock login|enter pin|master key
|primary password|security key|two-factor|one-time code|recovery key|recovery phrase|seed phrase|secret phrase
|passwort|passwörter|kennwort|kennwörter|authentifizierung|legitimierung erforderlich|schlüsselbund|mot de passe
|mots de passe|phrase de passe|authentification|trousseau|contraseña|contraseñas|frase de contraseña
|autenticación|clave de acceso|llavero|contrasenya|password richiesta|parola d'ordine|autenticazione|portachiavi
|palavra-passe|palavras-passe|senha|senhas|autenticação|autenticação necessária|wachtwoord|wachtwoorden
|wachtwoordzin|authenticatie|sleutelbos|lösenord|autentisering|nyckelring|adgangskode|adgangssætning|godkendelse
|passord|salasana|tunnuslause|todennus|avainnippu|hasło|hasła|uwierzytelnianie|heslo|hesla|ověření|overenie
|jelszó|jelmondat|hitelesítés|parolă|autentificare|парола|паролата|удостоверяване|лозинка|пароль|пароли
|парольная фраза|аутентификация|связка ключей|паролі|автентифікація|κωδικός|κωδικού|συνθηματικό|πιστοποίηση
|parola|parolası|şifre|kimlik doğrulama|slaptažodis|parole|salasõna|geslo|lozinka|zaporka|lykilorð|סיסמה|סיסמא
|אימות|كلمة المرور|كلمة السر|المصادقة|گذرواژه|رمز عبور|पासवर्ड|รหัสผ่าน|mật khẩu|kata sandi|kata laluan
|パスワード|パスフレーズ|認証|密码|口令|身份验证|密碼|通行碼|身分驗證|비밀번호|암호|인증
"""

PROMPT_TITLES = tuple(title.strip() for title in _PROMPT_TITLES.split("|"))
"""Words of titles under which a password is asked for or shown, in many languages."""
