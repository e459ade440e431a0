"""The optional second reader, with a tiny model that is made here: three words, three directions."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from bot.answers.engine import Engine
from bot.answers.index import BadIndex
from bot.answers.semantic import SHARE, Meanings, Model, NoModel, Semantic
from bot.answers.teaching import Example
from bot.learning import Lesson, second_reader
from tests.taught import engine

WORDS = ["[PAD]", "[UNK]", "pay", "ransom", "sleep", "night", "police", "report"]
DIRECTIONS = np.array(
    [[0, 0, 0], [0, 0, 0], [1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 1, 0.1], [0, 0, 1], [0.1, 0, 1]],
    np.float32,
)
EXAMPLES = [("money", "pay ransom"), ("money", "ransom"), ("rest", "sleep night"),
            ("law", "police report")]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("model")
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    out = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["texts", "tokens", 3])
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["rows"])],
        "tiny", [ids], [out], [numpy_helper.from_array(DIRECTIONS, "table")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(place / "model.onnx"))
    words = {word: number for number, word in enumerate(WORDS)}
    (place / "tokenizer.json").write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"},
    }))  # fmt: skip
    return place


def test_a_text_becomes_the_mean_direction_of_its_words(folder: Path):
    [pay, mixed] = Model(folder).directions(["Pay", "pay sleep"])

    assert np.allclose(pay, [1, 0, 0])
    assert np.allclose(mixed, [np.sqrt(0.5), np.sqrt(0.5), 0], atol=1e-5)


def test_padding_of_short_texts_beside_long_ones_changes_nothing(folder: Path):
    model = Model(folder)

    alone = model.directions(["sleep"])
    beside = model.directions(["sleep", "police report police report police report"])

    assert np.allclose(alone[0], beside[0])


def test_the_entry_whose_ways_of_asking_lie_closest_gains(folder: Path):
    model = Model(folder)
    second = Semantic(model, Meanings.learned(model, EXAMPLES))
    labels, shares = ("", "law", "money", "rest"), np.array([0.1, 0.3, 0.3, 0.3], np.float32)

    blended = second.blended("i cannot sleep at night", labels, shares)

    assert labels[int(blended.argmax())] == "rest"
    assert blended.sum() == pytest.approx(1, abs=1e-5)
    assert blended[3] > 0.3 * (1 - SHARE) + 0.9 * SHARE


def test_what_was_learned_is_kept_and_belongs_to_model_and_content(folder: Path, tmp_path: Path):
    lesson = Lesson(tuple(Example(text, label) for label, text in EXAMPLES))
    model = Model(folder)

    first = second_reader(model, lesson, tmp_path)
    [file] = tmp_path.iterdir()
    again = second_reader(model, lesson, tmp_path)

    assert model.digest in file.name
    assert np.array_equal(first.meanings.directions, again.meanings.directions)
    file.write_bytes(b"damaged")
    with pytest.raises(BadIndex):
        Meanings.load(file)
    assert np.allclose(
        second_reader(model, lesson, tmp_path).meanings.directions, first.meanings.directions
    )


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_folder_without_a_model_is_refused_in_words(folder: Path, tmp_path: Path, missing: str):
    for file in folder.iterdir():
        if file.name != missing:
            (tmp_path / file.name).write_bytes(file.read_bytes())

    with pytest.raises(NoModel, match=missing):
        Model(tmp_path)


def test_a_damaged_model_is_refused_in_words(folder: Path, tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())

    with pytest.raises(NoModel, match="cannot be read"):
        Model(tmp_path)


@pytest.mark.slow
def test_the_engine_asks_the_second_reader_where_there_is_one(folder: Path):
    model = Model(folder)
    meant = [("panic-and-sleep", "sleep night"), ("why-not-pay", "pay ransom")]
    plain = engine()
    second = Semantic(model, Meanings.learned(model, meant))
    reading = Engine(plain.crisis, plain.ransom, plain.index, second).read("qwerty sleep", "en")

    assert reading.candidates[0].id == "panic-and-sleep"
