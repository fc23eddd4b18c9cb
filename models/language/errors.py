"""What can go wrong with a local language model. Each message is one sentence that a person can act on.

LanguageModelError
├── RuntimeMissing      the runtime (llama-cpp-python) is not installed
├── NotGguf             the file is no GGUF model that can talk
│   └── TruncatedGguf       it is one, but part of it is missing
├── ModelDied           the process that ran the model ended unasked
├── ServerFailed        the server that runs the model did not answer as it should
│   └── ServerRefused       it is one that Ebb does not talk to
└── PromptTooLong       the prompt leaves no room for an answer
"""


class LanguageModelError(Exception):
    """A local language model cannot be used, or failed while it was used."""


class RuntimeMissing(LanguageModelError):
    """llama-cpp-python is not installed."""


class NotGguf(LanguageModelError):
    """The file is not a GGUF model, is damaged, or holds something that cannot answer."""


class TruncatedGguf(NotGguf):
    """The file ends before the header or the tensors that it announces."""


class ModelDied(LanguageModelError):
    """The process that runs the model ended or could not load it."""


class ServerFailed(LanguageModelError):
    """The server that runs the model is not there, is silent, or answers with an error or with nonsense."""


class ServerRefused(ServerFailed):
    """The server's address is none, or that of another machine."""


class PromptTooLong(LanguageModelError):
    """The prompt has more tokens than the model's context can hold beside an answer."""
