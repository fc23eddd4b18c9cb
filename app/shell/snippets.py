"""What a shell reads to have its commands remembered: builtins alone, so that no prompt waits for a process.

Each command becomes one record in the shell's own file of the spool: seconds since 1970, exit status, seconds it took,
working folder, and the command, each followed by NUL, and a line break after the last NUL. A command that begins with a
blank is left out, as is what the shell itself keeps out of its history.
"""

from core.errors import BadInput

BASH = r"""# Ebb remembers the commands of this shell. EBB_HOOK=off stops it; a leading blank leaves one command out.
if [[ $- == *i* && -z ${__ebb_spool-} ]] && (( BASH_VERSINFO[0] >= 5 )); then
  __ebb_spool=@SPOOL@/bash-$$-$RANDOM __ebb_number= __ebb_begun=0 __ebb_folder=$PWD __ebb_taken=$EPOCHSECONDS
  __ebb_remember() {
    local code=$? number='\!' now=$EPOCHSECONDS
    number=${number@P}
    if [[ $number != "$__ebb_number" ]]; then
      if [[ -n $__ebb_number && ${EBB_HOOK-} != off ]]; then
        { printf '%s\0%s\0%s\0%s\0' "$now" "$code" "$(( __ebb_begun ? now - __ebb_begun : 0 ))" "$__ebb_folder"
          HISTTIMEFORMAT= builtin history 1; printf '\0\n'; } 2>/dev/null >> "$__ebb_spool"
        if (( now - __ebb_taken > @EVERY@ )); then
          __ebb_taken=$now; ( @EBB@ hook take >/dev/null 2>&1 </dev/null & )
        fi
      fi
      __ebb_number=$number
    fi
    __ebb_begun=0 __ebb_folder=$PWD
    return "$code"
  }
  PROMPT_COMMAND="__ebb_remember${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
  PS0="${PS0-}"'${__ebb_none[$(( __ebb_begun = EPOCHSECONDS, 0 ))]-}'
fi
"""

ZSH = r"""# Ebb remembers the commands of this shell. EBB_HOOK=off stops it; a leading blank leaves one command out.
if [[ -o interactive && -z ${__ebb_spool-} ]] && zmodload zsh/datetime; then
  typeset -g __ebb_spool=@SPOOL@/zsh-$$-$RANDOM __ebb_command= __ebb_folder=$PWD
  typeset -g __ebb_begun=$EPOCHSECONDS __ebb_taken=$EPOCHSECONDS
  __ebb_begin() {
    __ebb_command=
    [[ $1 == [[:blank:]]* || ${EBB_HOOK-} == off ]] && return
    [[ -n ${HISTORY_IGNORE-} && ${1%$'\n'} == ${~HISTORY_IGNORE} ]] && return
    __ebb_command=$1 __ebb_begun=$EPOCHSECONDS __ebb_folder=$PWD
  }
  __ebb_remember() {
    local code=$?
    [[ -n $__ebb_command ]] || return 0
    printf '%s\0%s\0%s\0%s\0%s\0\n' $EPOCHSECONDS $code $(( EPOCHSECONDS - __ebb_begun )) "$__ebb_folder" \
      "$__ebb_command" 2>/dev/null >> $__ebb_spool
    __ebb_command=
    if (( EPOCHSECONDS - __ebb_taken > @EVERY@ )); then
      __ebb_taken=$EPOCHSECONDS; @EBB@ hook take >/dev/null 2>&1 </dev/null &!
    fi
    return 0
  }
  autoload -Uz add-zsh-hook
  add-zsh-hook preexec __ebb_begin
  add-zsh-hook precmd __ebb_remember
fi
"""

FISH = r"""# Ebb remembers the commands of this shell. EBB_HOOK=off stops it; a leading blank leaves one command out.
if status is-interactive; and not set -q __ebb_spool
  set -g __ebb_spool @SPOOL@/fish-$fish_pid-(random)
  set -g __ebb_folder $PWD
  set -g __ebb_taken (command date +%s)
  function __ebb_begin --on-event fish_preexec
    set -g __ebb_folder $PWD
  end
  function __ebb_remember --on-event fish_postexec
    set -l code $status
    set -l took (math --scale 0 "$CMD_DURATION / 1000")
    if test "$EBB_HOOK" = off; or set -q fish_private_mode; or not string match -qr '^\S' -- "$argv[1]"
      return
    end
    set -l now (command date +%s)
    printf '%s\0%s\0%s\0%s\0%s\0\n' $now $code $took "$__ebb_folder" "$argv[1]" 2>/dev/null >> $__ebb_spool
    if test (math $now - $__ebb_taken) -gt @EVERY@
      set -g __ebb_taken $now
      @EBB@ hook take >/dev/null 2>&1 </dev/null &
      disown 2>/dev/null
    end
  end
end
"""

SNIPPETS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
EVERY = 600
"""Seconds after which a shell has its commands taken in while it goes on."""


def snippet(shell: str, spool: str, command: list[str]) -> str:
    """What `shell` reads, with the spool's folder and the command line of Ebb in it. Raises: BadInput."""
    if any("\n" in part or "\0" in part for part in (spool, *command)):
        raise BadInput("A path with a line break cannot stand in a shell's settings.", "Choose another --home.")
    quoted = _fish if shell == "fish" else _posix
    text = SNIPPETS[shell].replace("@EVERY@", str(EVERY))
    text = text.replace("@EBB@", " ".join(["command", *map(quoted, command)]))
    return text.replace("@SPOOL@", quoted(spool))


def _posix(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _fish(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
