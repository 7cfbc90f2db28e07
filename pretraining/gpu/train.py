"""Trains the starter recogniser or the starter detector on, on a GPU, from its .onnx file.

    python train.py recogniser --model IN.onnx --feed FOLDER --out OUT.onnx --seconds 540

Words and crops come from `feedWords.ts` and `feedCrops.ts`, which run beside it on the processor's other cores. The
losses are those of `main/ml` and of `detector/task.ts`; the rate rises, stays and falls by the clock. Needs torch, onnx
and numpy.
"""

import argparse
import json
import random
import threading
import time
from collections.abc import Iterator
from queue import Queue

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from feed import crop_batches, word_batches
from onnx_network import DROPOUT, OnnxNetwork
from optimizers import Optimizer

AVERAGE_DECAY = 0.998
STATISTICS_BATCHES = 60
# Batches that are kept to be used again while the processor makes new ones.
KEPT_BATCHES = 300

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')


class Recogniser:
    """CTC over the words' characters, and over a second output that bypasses the recurrent layers."""

    shortcut_weight = 0.2
    # Steps in which the second output, which the file does not have, learns alone: its first gradients would undo much.
    shortcut_steps = 500

    def __init__(self, network: OnnxNetwork, metadata: dict, arguments: argparse.Namespace):
        self.network = network
        self.metadata = metadata
        self.arguments = arguments
        self.columns = next(inputs[0] for op, inputs, _, _ in network.nodes if op == 'LSTM')
        channels = next(iter(network.recurrent.values())).input_size
        classes = len(metadata['characters']) + 1
        self.shortcut = nn.Conv1d(channels, classes, 3, padding=1).to(device)
        self.classes = {character: at + 1 for at, character in enumerate(metadata['characters'])}
        self.steps = 0

    def modules(self) -> list[nn.Module]:
        return [self.network, self.shortcut]

    def batches(self) -> Iterator[dict]:
        source = word_batches(
            self.arguments.feed, self.arguments.batch, self.metadata['height'], self.metadata['widths']
        )
        for images, texts in source:
            labels = [[self.classes[character] for character in text] for text in texts]
            yield {
                'image': torch.from_numpy(images).to(device)[:, None],
                'labels': torch.tensor([letter for label in labels for letter in label], device=device),
                'lengths': torch.tensor([len(label) for label in labels], device=device),
            }

    def samples(self, batch: dict) -> int:
        return len(batch['lengths'])

    def image(self, batch: dict, is_again: bool) -> Tensor:
        image = batch['image'].float() / 255
        return moved(image) if is_again else image

    def loss(self, image: Tensor, batch: dict) -> Tensor:
        logits, columns = self.network(image, (self.columns,))
        self.steps += 1
        if self.steps <= self.shortcut_steps:
            columns = columns.detach()
        shortcut = self.shortcut(columns.permute(1, 2, 0)).permute(2, 0, 1)
        return self.ctc(logits, batch) + self.shortcut_weight * self.ctc(shortcut, batch)

    @staticmethod
    def ctc(logits: Tensor, batch: dict) -> Tensor:
        steps, count, _ = logits.shape
        frames = torch.full((count,), steps, device=logits.device)
        losses = functional.ctc_loss(
            logits.log_softmax(2), batch['labels'], frames, batch['lengths'], reduction='none', zero_infinity=True
        )
        return losses.mean()

    def matrices(self, name: str, parameter: Tensor) -> tuple[int, int, int] | None:
        if '.weight_ih' in name or '.weight_hh' in name:
            return (4, parameter.shape[0] // 4, parameter.shape[1])
        if parameter.dim() == 4 and parameter.shape[2:] == (1, 1):
            return (1, *parameter.shape[:2])
        return None


def moved(image: Tensor) -> Tensor:
    """Each word a little slanted, squeezed and shifted, so that a batch that is used again is another one."""
    count, _, height, width = image.shape
    uniform = lambda low, high: torch.empty(count, device=image.device).uniform_(low, high)
    zero = torch.zeros(count, device=image.device)
    # Squeezed, never stretched: nothing may leave the image.
    across = torch.stack([uniform(1.02, 1.12), uniform(-0.16, 0.16) * height / width, zero], 1)
    down = torch.stack([zero, uniform(0.97, 1.1), uniform(-0.04, 0.04)], 1)
    grid = functional.affine_grid(torch.stack([across, down], 1), list(image.shape), align_corners=False)
    return functional.grid_sample(image, grid, align_corners=False)


class Detector:
    """Weighted cross-entropy over words and the hardest background, Dice, and -log of boxes' IoU (`detector/task.ts`)."""

    hard_per_kernel_cell = 3
    fewest_hard_cells = 512

    def __init__(self, network: OnnxNetwork, _metadata: dict, arguments: argparse.Namespace):
        self.network = network
        self.arguments = arguments

    def modules(self) -> list[nn.Module]:
        return [self.network]

    def batches(self) -> Iterator[dict]:
        for batch in crop_batches(self.arguments.feed):
            yield {name: torch.from_numpy(array.copy()).to(device) for name, array in batch.items()}

    def samples(self, batch: dict) -> int:
        return len(batch['ink'])

    def image(self, batch: dict, is_again: bool) -> Tensor:
        ink = batch['ink'].float() / 255
        if not is_again:
            return ink
        count = len(ink)
        gain, power = (torch.empty(count, 1, 1, 1, device=device).uniform_(*span) for span in ((0.8, 1.15), (0.8, 1.25)))
        return (ink.pow(power) * gain).clamp(0, 1)

    def loss(self, image: Tensor, batch: dict) -> Tensor:
        # What follows the two, the directions, is trained afterwards on its own.
        logits, distances = self.network(image)[:2]
        logits = logits[:, 0]
        kernel, weight = batch['kernel'], batch['weight']
        losses = functional.softplus(logits) - logits * kernel
        background = (1 - kernel) * weight
        weights = kernel * weight + background * self.hardest(losses.detach() * background, kernel)
        entropy = (losses * weights).sum() / (weights.sum() + 1)
        probable = logits.sigmoid() * weight
        shared = (probable * kernel).sum()
        dice = 1 - (2 * shared + 1) / (probable.sum() + (kernel * weight).sum() + 1)
        return entropy + dice + self.box_loss(distances, batch)

    def hardest(self, values: Tensor, kernel: Tensor) -> Tensor:
        count = min(kernel.numel(), max(self.fewest_hard_cells, int(self.hard_per_kernel_cell * kernel.sum())))
        least = values.flatten().topk(count, sorted=False).values.min()
        return (values >= least.clamp(min=1e-6)).float()

    @staticmethod
    def box_loss(found: Tensor, batch: dict) -> Tensor:
        left, top, right, bottom = found.unbind(1)
        true_left, true_top, true_right, true_bottom = batch['distances'].unbind(3)
        width = torch.minimum(left, true_left) + torch.minimum(right, true_right)
        height = torch.minimum(top, true_top) + torch.minimum(bottom, true_bottom)
        shared = width * height
        union = (left + right) * (top + bottom) + (true_left + true_right) * (true_top + true_bottom) - shared
        losses = (union + 1).log() - (shared + 1).log()
        weight = batch['distanceWeight']
        return (losses * weight).sum() / (weight.sum() + 1)

    def matrices(self, name: str, parameter: Tensor) -> tuple[int, int, int] | None:
        if parameter.dim() == 4 and parameter.shape[2:] == (1, 1) and parameter.shape[0] > 5:
            return (1, *parameter.shape[:2])
        return None


class Batches:
    """New batches as they come, and kept ones in between: each is used `uses` times on average."""

    def __init__(self, source: Iterator[dict], uses: float):
        self.queue: Queue = Queue(8)
        self.kept: list[dict] = []
        self.uses = uses
        self.new = 0
        self.used = 0
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def _read(self, source: Iterator[dict]) -> None:
        for batch in source:
            self.queue.put(batch)

    def next(self) -> tuple[dict, bool]:
        """:returns: a batch, and whether it was used before"""
        self.used += 1
        is_new = len(self.kept) < 8 or self.used > self.uses * self.new or not self.queue.empty() and random.random() < 0.5
        if not is_new:
            return random.choice(self.kept), True
        batch = self.queue.get()
        self.new += 1
        if len(self.kept) == KEPT_BATCHES:
            self.kept.pop(random.randrange(KEPT_BATCHES))
        self.kept.append(batch)
        return batch, False


def rate_at(progress: float, step: int, arguments: argparse.Namespace) -> float:
    """Warm-up, stable, decay (Hu et al., "MiniCPM", 2024).

    :param progress: 0 to 1, of the time
    """
    warmup = min(1.0, (step + 1) / 200)
    decay = min(1.0, max(0.0, 1 - progress) / arguments.decay)
    return arguments.rate * min(warmup, decay)


def write_averaged(task, average: list[Tensor], parameters: list[Tensor], batches: Batches, path: str) -> None:
    """Writes the averaged weights, with batch norm's statistics measured for them."""
    live = [parameter.detach().clone() for parameter in parameters]
    network = task.network
    norms = list(network.norms.values())
    running = [(norm.running_mean.clone(), norm.running_var.clone(), norm.momentum) for norm in norms]
    dropout, network.dropout = network.dropout, 0.0
    with torch.no_grad():
        torch._foreach_copy_(parameters, average)
        for norm in norms:
            norm.momentum = None
            norm.reset_running_stats()
        for batch in random.sample(batches.kept, min(STATISTICS_BATCHES, len(batches.kept))):
            network(task.image(batch, False))
        network.write(path)
        torch._foreach_copy_(parameters, live)
        for norm, (mean, variance, momentum) in zip(norms, running):
            norm.momentum = momentum
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
    network.dropout = dropout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('kind', choices=['recogniser', 'detector'])
    parser.add_argument('--model', required=True)
    parser.add_argument('--feed', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--seconds', type=float, default=540)
    parser.add_argument('--rate', type=float, default=0.002)
    parser.add_argument('--decay', type=float, default=0.55, help='share of the time over which the rate falls')
    parser.add_argument('--batch', type=int, default=512, help='words; crops come in batches')
    parser.add_argument('--uses', type=float, default=2, help='how often a batch is used')
    parser.add_argument('--optimizer', choices=['muon', 'adamw'], default='muon')
    parser.add_argument('--weight-decay', type=float, default=1e-3)
    parser.add_argument('--keep', type=float, default=150, help='seconds between files written on the way')
    parser.add_argument('--seed', type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True

    network = OnnxNetwork(arguments.model).to(device)
    metadata = json.loads(next(each.value for each in network.model.metadata_props if each.key == 'inkdex'))
    task = {'recogniser': Recogniser, 'detector': Detector}[arguments.kind](network, metadata, arguments)
    batches = Batches(task.batches(), arguments.uses)
    network.restore_norms([task.image(batches.next()[0], False) for _ in range(12)])
    network.to(device).train()
    network.dropout = DROPOUT if arguments.kind == 'recogniser' else 0.0

    named = [
        (name, parameter)
        for module in task.modules()
        for name, parameter in module.named_parameters()
        if parameter.requires_grad
    ]
    parameters = [parameter for _, parameter in named]
    is_muon = arguments.optimizer == 'muon'
    blocks = [task.matrices(name, parameter) if is_muon else None for name, parameter in named]
    matrices = {at: shape for at, shape in enumerate(blocks) if shape is not None}
    optimizer = Optimizer(parameters, matrices, arguments.weight_decay)
    average = [parameter.detach().clone() for parameter in parameters]
    print(f'{device}, {sum(map(Tensor.numel, parameters))} parameters, {len(matrices)} matrices', flush=True)

    begun = kept = reported = time.time()
    step, samples, losses = 0, 0, []
    while (elapsed := time.time() - begun) < arguments.seconds:
        batch, is_again = batches.next()
        loss = task.loss(task.image(batch, is_again), batch)
        for parameter in parameters:
            parameter.grad = None
        loss.backward()
        rate = rate_at(elapsed / arguments.seconds, step, arguments)
        norm = optimizer.step(rate)
        torch._foreach_lerp_(average, [parameter.detach() for parameter in parameters], 1 - min(AVERAGE_DECAY, step / (step + 10)))
        step += 1
        samples += task.samples(batch)
        if not is_again:
            losses.append(loss.detach())
        now = time.time()
        if now - reported > 10:
            mean = float(torch.stack(losses).mean()) if losses else float('nan')
            print(
                f'{elapsed:.0f} s step {step} loss {mean:.3f} norm {norm:.1f} rate {rate:.1e} '
                f'{samples / elapsed:.0f}/s, new {batches.new / step:.2f}',
                flush=True,
            )
            reported, losses = now, []
        if now - kept > arguments.keep:
            kept = now
            write_averaged(task, average, parameters, batches, arguments.out)
    write_averaged(task, average, parameters, batches, arguments.out)
    print(f'wrote {arguments.out} after {step} steps, {samples} samples', flush=True)


if __name__ == '__main__':
    main()
