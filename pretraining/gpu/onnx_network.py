"""A network of an .onnx file of Inkdex as a PyTorch module that can be trained and written back.

The files have batch norm folded into their convolutions. `restore_norms` makes it live again, so that it can be
trained; `write` folds it in anew. Nothing here knows which network it is: the graph's nodes are run one by one.
"""

import numpy
import onnx
import torch
import torch.nn.functional as functional
from onnx import helper, numpy_helper
from torch import Tensor, nn

NORM_EPSILON = 1e-3
DROPOUT = 0.2


class OnnxNetwork(nn.Module):
    """Runs the nodes of a graph in their order."""

    def __init__(self, path: str):
        super().__init__()
        self.model = onnx.load(path)
        graph = self.model.graph
        self.input = graph.input[0].name
        self.outputs = [output.name for output in graph.output]
        # No weight has as few numbers as the constants of a graph: its shapes, axes and scales.
        arrays = {tensor.name: numpy_helper.to_array(tensor).copy() for tensor in graph.initializer}
        self.constants = {name: array for name, array in arrays.items() if array.dtype != numpy.float32 or array.size <= 4}
        self.weights = nn.ParameterDict(
            {name: nn.Parameter(torch.from_numpy(array)) for name, array in arrays.items() if name not in self.constants}
        )
        self.norms = nn.ModuleDict()
        self.recurrent = nn.ModuleDict()
        self.nodes = [
            (node.op_type, list(node.input), node.output[0], {a.name: helper.get_attribute_value(a) for a in node.attribute})
            for node in graph.node
        ]
        for op, inputs, output, _ in self.nodes:
            if op == 'LSTM':
                self.recurrent[output] = self._lstm(*inputs[1:4])
        self.dropout = 0.0

    def _lstm(self, input_name: str, hidden_name: str, bias_name: str) -> nn.LSTM:
        """cuDNN's LSTM with the gates input, forget, cell, output; ONNX has input, output, forget, cell."""
        kernel, recurrent, bias = (self.weights.pop(name).data for name in (input_name, hidden_name, bias_name))
        hidden = recurrent.shape[2]
        layer = nn.LSTM(kernel.shape[2], hidden, bidirectional=True)
        with torch.no_grad():
            for direction, suffix in enumerate(('', '_reverse')):
                getattr(layer, f'weight_ih_l0{suffix}').copy_(_gates(kernel[direction], [0, 2, 3, 1]))
                getattr(layer, f'weight_hh_l0{suffix}').copy_(_gates(recurrent[direction], [0, 2, 3, 1]))
                first, second = bias[direction].split(4 * hidden)
                getattr(layer, f'bias_ih_l0{suffix}').copy_(_gates(first + second, [0, 2, 3, 1]))
                getattr(layer, f'bias_hh_l0{suffix}').zero_()
        getattr(layer, 'bias_hh_l0').requires_grad_(False)
        getattr(layer, 'bias_hh_l0_reverse').requires_grad_(False)
        return layer

    def forward(self, image: Tensor, also: tuple[str, ...] = ()) -> list[Tensor]:
        """
        :param image: as the graph's input says, here with any batch
        :param also: values to return after the outputs
        """
        values: dict[str, Tensor] = {self.input: image}
        for op, inputs, output, attributes in self.nodes:
            values[output] = self._run(op, inputs, output, attributes, values)
        return [values[name] for name in (*self.outputs, *also)]

    def _value(self, name: str, values: dict[str, Tensor]) -> Tensor:
        if name in values:
            return values[name]
        if name in self.weights:
            return self.weights[name]
        return torch.as_tensor(self.constants[name], device=values[self.input].device)

    def _run(self, op: str, inputs: list[str], output: str, attributes: dict, values: dict[str, Tensor]) -> Tensor:
        if op == 'LSTM':
            sequence = functional.dropout(values[inputs[0]], self.dropout, self.training)
            hidden, _ = self.recurrent[output](sequence)
            time, batch, channels = hidden.shape
            # ONNX: [time, direction, batch, hidden]
            return hidden.reshape(time, batch, 2, channels // 2).transpose(1, 2)
        if op == 'Resize':
            return functional.interpolate(values[inputs[0]], scale_factor=2, mode='nearest')
        first, *others = (self._value(name, values) for name in inputs)
        if op == 'Conv':
            result = _convolution(first, others, attributes)
            return self.norms[output](result) if output in self.norms else result
        if op == 'MatMul':
            return functional.dropout(first, self.dropout, self.training and first.dim() == 3) @ others[0]
        if op == 'Slice':
            start, end, axis = (int(other) for other in others)
            return first.narrow(axis, start, end - start)
        if op == 'Reshape':
            shape = others[0].tolist()
            return first.reshape([first.shape[at] if size == 0 else size for at, size in enumerate(shape)])
        if op == 'ReduceMean':
            return first.mean(others[0].tolist())
        if op == 'ReduceMax':
            return first.amax(others[0].tolist())
        if op == 'AffineGrid':
            return functional.affine_grid(first, values[inputs[1]].tolist(), align_corners=False)
        if op == 'Shape':
            return torch.tensor(first.shape, device=first.device)
        if op == 'Gather':
            return first[others[0]]
        if op == 'Cast':
            return first.float()
        if op == 'Concat':
            return torch.cat([first, *others], attributes['axis'])
        if op == 'Transpose':
            return first.permute(attributes['perm'])
        if op == 'Softmax':
            return first.softmax(attributes['axis'])
        if op == 'AveragePool':
            return functional.avg_pool2d(first, attributes['kernel_shape'], attributes['strides'])
        simple = {
            'Relu': functional.relu,
            'Exp': torch.exp,
            'Identity': lambda value: value,
            'Add': torch.add,
            'Mul': torch.mul,
            'Div': torch.div,
            'GridSample': lambda value, grid: functional.grid_sample(value, grid, align_corners=False),
        }
        return simple[op](first, *others)

    def restore_norms(self, batches: list[Tensor]) -> None:
        """Puts a batch norm after each convolution that had one (`_normalised_convolutions`).

        A norm gets scale and shift from what it sees, so that the network at first computes what the file computes.

        :param batches: inputs of the graph
        """
        reached = _normalised_convolutions(self.nodes)
        sums: dict[str, list[Tensor]] = {}
        self.eval()
        with torch.no_grad():
            for image in batches:
                for name, value in zip(reached, self(image, tuple(reached))[len(self.outputs) :]):
                    sums.setdefault(name, []).append(torch.stack([value.mean((0, 2, 3)), value.square().mean((0, 2, 3))]))
        for _, inputs, output, _ in self.nodes:
            if output not in sums:
                continue
            mean, square = torch.stack(sums[output]).mean(0)
            variance = square - mean.square()
            norm = nn.BatchNorm2d(len(mean), eps=NORM_EPSILON, momentum=0.01).to(mean.device)
            with torch.no_grad():
                # The convolution's own bias goes into the norm's shift.
                bias = self.weights[inputs[2]]
                norm.weight.copy_((variance + NORM_EPSILON).sqrt())
                norm.bias.copy_(mean)
                norm.running_mean.copy_(mean - bias)
                norm.running_var.copy_(variance)
                bias.zero_()
            self.weights[inputs[2]].requires_grad_(False)
            self.norms[output] = norm

    def write(self, path: str) -> None:
        """The same file with the weights as they are now, batch norm folded in."""
        arrays: dict[str, Tensor] = {name: weight.detach().clone() for name, weight in self.weights.items()}
        for op, inputs, output, _ in self.nodes:
            if output in self.norms:
                norm = self.norms[output]
                scale = norm.weight / (norm.running_var + NORM_EPSILON).sqrt()
                arrays[inputs[1]] = arrays[inputs[1]] * scale[:, None, None, None]
                arrays[inputs[2]] = norm.bias - norm.running_mean * scale
            if op == 'LSTM':
                arrays.update(zip(inputs[1:4], _onnx_lstm(self.recurrent[output])))
        for tensor in self.model.graph.initializer:
            if tensor.name in arrays:
                values = arrays[tensor.name].detach().cpu().numpy().astype('<f4').reshape(tensor.dims)
                tensor.raw_data = values.tobytes()
        onnx.save(self.model, path)


def _convolution(value: Tensor, weights: list[Tensor], attributes: dict) -> Tensor:
    kernel = weights[0]
    bias = weights[1] if len(weights) > 1 else None
    stride = attributes['strides']
    # SAME_UPPER: what is odd of the padding lies below and to the right.
    down, along = (
        max(0, (-(-size // step) - 1) * step + side - size)
        for size, step, side in zip(value.shape[2:], stride, kernel.shape[2:])
    )
    groups = attributes.get('group', 1)
    if down % 2 == 0 and along % 2 == 0:
        return functional.conv2d(value, kernel, bias, stride, (down // 2, along // 2), groups=groups)
    padded = functional.pad(value, (along // 2, along - along // 2, down // 2, down - down // 2))
    return functional.conv2d(padded, kernel, bias, stride, groups=groups)


def _normalised_convolutions(nodes: list) -> list[str]:
    """Outputs of convolutions that a ReLU follows, directly or after a residual sum; without a spatial transformer's."""
    users: dict[str, list] = {}
    for node in nodes:
        for name in node[1]:
            users.setdefault(name, []).append(node)
    transformed = max((at for at, node in enumerate(nodes) if node[0] == 'GridSample'), default=-1)

    def is_followed(output: str) -> bool:
        return any(op == 'Relu' or (op == 'Add' and is_followed(sum_)) for op, _, sum_, _ in users.get(output, []))

    return [
        output
        for at, (op, inputs, output, _) in enumerate(nodes)
        if op == 'Conv' and at > transformed and len(inputs) == 3 and is_followed(output)
    ]


def _gates(rows: Tensor, order: list[int]) -> Tensor:
    parts = rows.chunk(4)
    return torch.cat([parts[gate] for gate in order])


def _onnx_lstm(layer: nn.LSTM) -> list[Tensor]:
    """Kernel, recurrent kernel and bias of both directions, in ONNX's order of gates."""

    def both(name: str) -> Tensor:
        return torch.stack([_gates(getattr(layer, name + suffix).detach(), [0, 3, 1, 2]) for suffix in ('', '_reverse')])

    bias = both('bias_ih_l0') + both('bias_hh_l0')
    return [both('weight_ih_l0'), both('weight_hh_l0'), torch.cat([bias, torch.zeros_like(bias)], 1)]
