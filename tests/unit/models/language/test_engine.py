"""How a model is opened: on the GPU where the runtime has one and it has room, in small batches otherwise."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.language.runtime import available
from tests.gguf import scripted

_CODE = """
import json, sys
import llama_cpp
path, supported, layers, room = json.loads(sys.argv[1])
opened = []
genuine = llama_cpp.Llama

def Llama(path, **options):
    opened.append([options["n_gpu_layers"], options["n_batch"], options["n_ctx"], options["use_mmap"]])
    if options["n_gpu_layers"] and not room:
        raise ValueError("Failed to load model")
    return genuine(path, **options)

llama_cpp.Llama = Llama
llama_cpp.llama_supports_gpu_offload = lambda: supported
from models.language.engine import Engine
try:
    Engine(path, context=1024, threads=1, template=None, stopped=lambda: False, gpu_layers=layers)
except ValueError as error:
    opened.append(str(error))
print(json.dumps(opened))
"""
CPU = [0, 128, 1024, True]
GPU = [-1, 512, 1024, True]


@pytest.mark.skipif(not available(), reason="llama-cpp-python is not installed")
@pytest.mark.parametrize(
    ("supported", "layers", "room", "opened"),
    [
        (False, None, True, [CPU]),
        (True, None, True, [GPU]),
        (True, 0, True, [CPU]),
        (True, 12, True, [[12, 512, 1024, True]]),
        (True, None, False, [GPU, CPU]),
        (True, 12, False, [[12, 512, 1024, True], "Failed to load model"]),
    ],
)
def test_layers_go_to_the_gpu_where_there_is_one_with_room(
    tmp_path: Path, supported: bool, layers: int | None, room: bool, opened: list[object]
) -> None:
    path = scripted(tmp_path / "model.gguf", "You live in Oslo.")
    given = json.dumps([str(path), supported, layers, room])
    run = [sys.executable, "-W", "ignore", "-c", _CODE, given]
    done = subprocess.run(run, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert json.loads(done.stdout.splitlines()[-1]) == opened
