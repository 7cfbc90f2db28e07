"""The starter recogniser's network, batch, losses and optimizer in Keras, to be timed beside ours.

Arguments: seconds for each figure; the network's form, `RecogniserConfig` as JSON. Prints one line of JSON. Run by keras.ts in an environment of its own.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
if os.environ.get("INKDEX_THREADS"):
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", os.environ["INKDEX_THREADS"])

import keras
import numpy as np
import tensorflow as tf
from keras import layers

CONFIG = json.loads(sys.argv[2])
HEIGHT = CONFIG["height"]
CLASSES = CONFIG["classes"]
BATCH = 64
COLUMNS_PER_LETTER = 26
ONE_WIDTH = (128,)
MIXED_WIDTHS = (96, 128, 160, 256)


class Straighten(layers.Layer):
    """A spatial transformer: an affine transform looked for and applied, outside lies 0."""

    def __init__(self):
        super().__init__()
        self.localisation = [
            layers.Conv2D(channels, 3, strides=2, padding="same", activation="relu")
            for channels in CONFIG["localisation"]
        ]
        self.hidden = layers.Dense(32, activation="relu")
        self.transform = layers.Dense(
            6,
            kernel_initializer="zeros",
            bias_initializer=lambda shape, dtype: tf.constant([1, 0, 0, 0, 1, 0], dtype),
        )

    def call(self, images):
        features = tf.nn.avg_pool2d(images, 2, 2, "VALID")
        for layer in self.localisation:
            features = layer(features)
        matrix = self.transform(self.hidden(tf.reduce_mean(features, [1, 2])))
        return self.sample(images, tf.reshape(matrix, [-1, 2, 3]))

    def sample(self, images, matrix):
        shape = tf.shape(images)
        batch, width = shape[0], shape[2]
        half = HEIGHT / 2
        xs = (tf.cast(tf.range(width), tf.float32) + 0.5) / half - tf.cast(width, tf.float32) / HEIGHT
        ys = (tf.range(HEIGHT, dtype=tf.float32) + 0.5 - half) / half
        x, y = tf.meshgrid(xs, ys)
        places = tf.reshape(tf.stack([x, y, tf.ones_like(x)]), [3, -1])
        found = tf.matmul(matrix, tf.tile(places[None], [batch, 1, 1])) * half
        x = tf.clip_by_value(found[:, 0] + (tf.cast(width, tf.float32) - 1) / 2, -1.0, tf.cast(width, tf.float32))
        y = tf.clip_by_value(found[:, 1] + (HEIGHT - 1) / 2, -1.0, float(HEIGHT))
        left, top = tf.floor(x), tf.floor(y)
        right, down = x - left, y - top
        padded = tf.pad(images[..., 0], [[0, 0], [1, 2], [1, 2]])
        columns = width + 3
        flat = tf.reshape(padded, [batch, -1])
        at = (tf.cast(top, tf.int32) + 1) * columns + tf.cast(left, tf.int32) + 1
        corner = lambda offset: tf.gather(flat, at + offset, batch_dims=1)
        upper = corner(0) + right * (corner(1) - corner(0))
        lower = corner(columns) + right * (corner(columns + 1) - corner(columns))
        return tf.reshape(upper + down * (lower - upper), [batch, HEIGHT, width, 1])


def create_model():
    images = keras.Input((HEIGHT, None, 1))
    features = Straighten()(images)
    features = layers.Conv2D(CONFIG["stem"], 3, strides=2, padding="same", use_bias=False)(features)
    features = layers.ReLU()(layers.BatchNormalization()(features))
    for block in CONFIG["blocks"]:
        before, channels, pool = features, block["channels"], tuple(block["pool"])
        features = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(features)
        if pool != (1, 1):
            features = layers.AveragePooling2D(pool)(features)
        features = layers.BatchNormalization()(layers.Conv2D(channels, 1, use_bias=False)(features))
        if before.shape[-1] == channels and pool == (1, 1):
            features = layers.Add()([features, before])
        features = layers.ReLU()(features)
    columns = layers.Lambda(lambda value: tf.reduce_max(value, 1))(features)
    silence = lambda: layers.Dropout(CONFIG["dropout"], noise_shape=(None, 1, None))
    sequence = silence()(columns)
    for hidden in CONFIG["recurrent"]:
        sequence = layers.Bidirectional(layers.LSTM(hidden, return_sequences=True))(sequence)
        sequence = silence()(sequence)
    return keras.Model(images, [layers.Dense(CLASSES)(sequence), layers.Conv1D(CLASSES, 3, padding="same")(columns)])


def batch_of(width):
    generator = np.random.default_rng(width)
    length = max(1, round(width / COLUMNS_PER_LETTER))
    images = generator.random((BATCH, HEIGHT, width, 1), dtype=np.float32)
    labels = generator.integers(1, CLASSES, (BATCH, length), dtype=np.int32)
    return tf.constant(images), tf.constant(labels)


def main():
    seconds = float(sys.argv[1])
    model = create_model()
    optimizer = keras.optimizers.AdamW(1e-3, weight_decay=1e-3, epsilon=1e-7, global_clipnorm=8.0)
    optimizer.build(model.trainable_variables)

    @tf.function(reduce_retracing=False)
    def step(images, labels):
        label_lengths = tf.fill([BATCH], tf.shape(labels)[1])
        with tf.GradientTape() as tape:
            outputs = model(images, training=True)
            losses = [
                tf.reduce_mean(
                    tf.nn.ctc_loss(
                        labels, logits, label_lengths, tf.fill([BATCH], tf.shape(logits)[1]),
                        logits_time_major=False, blank_index=0,
                    )
                )
                for logits in outputs
            ]
            loss = losses[0] + 0.2 * losses[1]
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    def measure(widths):
        batches = [batch_of(width) for width in widths]
        for batch in batches:
            step(*batch)
        start, words = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            for batch in batches:
                float(step(*batch))
                words += BATCH
        return words / (time.perf_counter() - start)

    figures = {
        "version": tf.__version__,
        "parameters": int(sum(np.prod(variable.shape) for variable in model.trainable_variables)),
        "oneWidth": measure(ONE_WIDTH),
        "mixture": measure(MIXED_WIDTHS),
    }
    print(json.dumps(figures))


main()
