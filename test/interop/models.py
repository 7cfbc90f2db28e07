"""Runs exported models as other programs run them; called by models.ts.

triton REPOSITORY CROP...  the models of the ensemble, as its configuration joins them; prints a JSON text for each crop
tensorflow FOLDER CROP...  the SavedModels and the frozen graph; prints a JSON text for each crop
rapidocr CROP...           the recogniser of rapidocr; prints JSON: its model, then a text and a score for each crop
"""
import importlib.util
import json
import os
import sys
import types

import numpy as np


def stand_in():
    """What Triton gives its Python backend, as far as decode.py uses it."""
    utils = types.ModuleType("triton_python_backend_utils")

    class Tensor:
        def __init__(self, name, values):
            self.name, self.values = name, values

        def as_numpy(self):
            return self.values

    class InferenceResponse:
        def __init__(self, output_tensors):
            self.output_tensors = output_tensors

    utils.Tensor, utils.InferenceResponse = Tensor, InferenceResponse
    utils.get_input_tensor_by_name = lambda request, name: next(each for each in request if each.name == name)
    sys.modules["triton_python_backend_utils"] = utils
    return utils


def config_of(repository, name):
    from google.protobuf import text_format
    from tritonclient.grpc import model_config_pb2

    with open(os.path.join(repository, name, "config.pbtxt"), encoding="utf-8") as file:
        return text_format.Parse(file.read(), model_config_pb2.ModelConfig())


class Model:
    """A model of the repository other than the ensemble."""

    def __init__(self, repository, config):
        folder = os.path.join(repository, config.name)
        self.config = config
        if config.backend == "onnxruntime":
            import onnxruntime

            session = onnxruntime.InferenceSession(os.path.join(folder, "1", "model.onnx"))
            self.run = lambda inputs: dict(zip([each.name for each in session.get_outputs()], session.run(None, inputs)))
            return
        assert config.backend == "python", config.backend
        utils = stand_in()
        spec = importlib.util.spec_from_file_location("model", os.path.join(folder, "1", "model.py"))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        model = module.TritonPythonModel()
        model.initialize({"model_repository": folder, "model_version": "1", "model_name": config.name})

        def run(inputs):
            request = [utils.Tensor(name, values) for name, values in inputs.items()]
            (response,) = model.execute([request])
            return {each.name: each.as_numpy() for each in response.output_tensors}

        self.run = run

    def answer(self, inputs):
        outputs = self.run(inputs)
        for tensors, declared in ((inputs, self.config.input), (outputs, self.config.output)):
            assert set(tensors) == {each.name for each in declared}, (self.config.name, set(tensors))
            for each in declared:
                shape = tensors[each.name].shape[1 if self.config.max_batch_size > 0 else 0 :]
                assert len(shape) == len(each.dims), (self.config.name, each.name, shape)
                assert all(wanted in (-1, size) for wanted, size in zip(each.dims, shape)), (each.name, shape)
        return outputs


def triton(repository, *paths):
    from PIL import Image

    configs = {name: config_of(repository, name) for name in os.listdir(repository)}
    (ensemble,) = [each for each in configs.values() if each.platform == "ensemble"]
    network = next(each for each in configs.values() if each.HasField("dynamic_batching"))
    labels = os.path.join(repository, network.name, network.output[0].label_filename)
    with open(labels, encoding="utf-8", newline="") as file:
        assert len(file.read().split("\n")) - 1 == network.output[0].dims[-1]
    steps = ensemble.ensemble_scheduling.step
    models = {step.model_name: Model(repository, configs[step.model_name]) for step in steps}
    for path in paths:
        tensors = {ensemble.input[0].name: np.asarray(Image.open(path).convert("RGB"))}
        for step in steps:
            outputs = models[step.model_name].answer({key: tensors[value] for key, value in step.input_map.items()})
            tensors.update({value: outputs[key] for key, value in step.output_map.items()})
        assert all(list(tensors[each.name].shape) == list(each.dims) for each in ensemble.output)
        assert 0 < tensors["confidence"][0, 0] <= 1
        print(json.dumps(tensors["text"][0, 0].decode()))


def tensorflow(folder, *paths):
    """All pictures at once, then the pixels of each, then each file in the frozen graph."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
    import tensorflow as tf
    from PIL import Image

    files = [open(path, "rb").read() for path in paths]
    pictures = tf.saved_model.load(os.path.join(folder, "pictures", "1")).signatures["serving_default"]
    answer = pictures(input=tf.constant(files))
    texts = [text.decode() for text in answer["output"].numpy()]
    assert answer["probability"].dtype == tf.float64 and all(0 < each <= 1 for each in answer["probability"].numpy())
    assert pictures(input=tf.constant(files[0]))["output"].shape == ()

    pixels = tf.saved_model.load(os.path.join(folder, "pixels", "1")).signatures["serving_default"]
    for path, text in zip(paths, texts):
        # As OpenCV reads it: B, G, R.
        levels = np.asarray(Image.open(path).convert("RGB"))[None, :, :, ::-1] / 127.5 - 1
        found = pixels(input_tensor=tf.constant(levels, tf.float32))
        sparse = tf.SparseTensor(*(found["decodes_" + part] for part in ("indices", "values", "dense_shape")))
        points = tf.sparse.to_dense(sparse).numpy()[0]
        assert "".join(chr(point) for point in points).strip() == text, (path, points, text)

    graph = tf.compat.v1.GraphDef.FromString(open(os.path.join(folder, "frozen_graph.pb"), "rb").read())
    with tf.Graph().as_default() as frozen:
        tf.import_graph_def(graph, name="")
    with tf.compat.v1.Session(graph=frozen) as session:
        for path, file, text in zip(paths, files, texts):
            named = session.run("prediction:0", {"input_image_as_bytes:0": file})
            assert named.decode() == text, (path, named, text)
            print(json.dumps(text))


def rapidocr(*paths):
    """Each crop alone, as a batch pads all to the widest."""
    import cv2
    from rapidocr import RapidOCR
    from rapidocr.ch_ppocr_rec.typings import TextRecInput

    model = os.path.join(os.path.dirname(importlib.util.find_spec("rapidocr").origin), "models", "PP-OCRv6_rec_small.onnx")
    print(json.dumps(model))
    engine = RapidOCR(params={"Global.log_level": "error", "Rec.model_path": model})
    for path in paths:
        result = engine._load_rec_model()(TextRecInput(img=cv2.imread(path), return_word_box=False))
        print(json.dumps([result.txts[0], float(result.scores[0])]))


if __name__ == "__main__":
    {"triton": triton, "tensorflow": tensorflow, "rapidocr": rapidocr}[sys.argv[1]](*sys.argv[2:])
