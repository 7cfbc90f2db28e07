"""Triton's Python backend: from the logits of a CTC recogniser to a text, by the best class of each time step."""
import os

import numpy as np
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args):
        path = os.path.join(args["model_repository"], "labels.txt")
        with open(path, encoding="utf-8", newline="") as file:
            # One class a line; class 0 is the blank. A label may be white space.
            self.labels = file.read().split("\n")[:-1]

    def execute(self, requests):
        return [self.answer(pb_utils.get_input_tensor_by_name(request, "logits").as_numpy()) for request in requests]

    def answer(self, logits):
        """logits: float32 [batch, time, classes] -> text [batch, 1] and confidence, the best path's, [batch, 1]"""
        best = logits.argmax(axis=2)
        texts = [["".join(self.decode(row)).strip().encode()] for row in best]
        shifted = logits - logits.max(axis=2, keepdims=True)
        confidence = np.exp(-np.log(np.exp(shifted).sum(axis=2)).sum(axis=1, keepdims=True))
        return pb_utils.InferenceResponse(
            output_tensors=[
                pb_utils.Tensor("text", np.array(texts, dtype=object)),
                pb_utils.Tensor("confidence", confidence.astype(np.float32)),
            ]
        )

    def decode(self, best):
        previous = None
        for each in best:
            if each != previous and each != 0:
                yield self.labels[each]
            previous = each
