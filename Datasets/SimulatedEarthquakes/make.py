"""Makes simulated-earthquakes.csv: epicentres on a planet of simulated plates. See README.md beside this file."""

import numpy as np

SEED = 20240501
PLATES = 13
CANDIDATES = 3_000_000  # uniform on the sphere, 0.12 degrees apart: finer than the narrowest boundary
MAIN_SHOCKS = 2300
INTRAPLATE_SHARE = 0.05
LEAST_MAGNITUDE, GREATEST_MAGNITUDE, B_VALUE = 4.5, 9.0, 1.0
BRANCHING_RATIO, ALPHA = 0.58, 0.8
DEGREE = np.pi / 180


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


class Plates:
    """A Voronoi mosaic on the sphere, seen through a smooth deformation so that boundaries bend at several scales."""

    def __init__(self, random):
        self.centres = unit(random.normal(size=(PLATES, 3)))
        self.sizes = random.normal(scale=0.12, size=PLATES)
        self.rotations = unit(random.normal(size=(PLATES, 3))) * random.uniform(0.2, 1.0, size=(PLATES, 1))
        self.waves = []
        for scale in [2.0, 4.0, 8.0, 16.0, 32.0]:
            wave = random.normal(size=(4, 3)) * scale
            amplitude = random.normal(size=(4, 3)) * 0.16 / scale**0.85
            self.waves.append((wave, amplitude, random.uniform(0, 2 * np.pi, size=4)))

    def scores(self, points):
        moved = points.copy()
        for wave, amplitude, phase in self.waves:
            moved += np.sin(points @ wave.T + phase) @ amplitude
        return unit(moved) @ self.centres.T + self.sizes

    def margin(self, points):
        """The two plates nearest to each point, and by how much the nearest wins."""
        scores = self.scores(points)
        order = np.argpartition(scores, -2, axis=1)[:, -2:]
        pair = np.take_along_axis(scores, order, axis=1)
        first = np.where(pair[:, 1] >= pair[:, 0], order[:, 1], order[:, 0])
        second = order.sum(axis=1) - first
        return first, second, np.abs(pair[:, 1] - pair[:, 0])


def tangent_frame(points):
    """Two unit vectors at each point, at right angles to it and to each other."""
    helper = np.where(np.abs(points[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    east = unit(np.cross(helper, points))
    return east, np.cross(points, east)


def boundary_rate(plates, points):
    """Events per area in arbitrary units, and the direction of the nearest boundary, at each point."""
    first, second, margin = plates.margin(points)
    rows = np.arange(len(points))
    east, north = tangent_frame(points)
    step = 1e-4
    slope = []
    for direction in (east, north):
        scores = plates.scores(unit(points + step * direction))
        slope.append((scores[rows, first] - scores[rows, second] - margin) / step)
    steepness = np.hypot(*slope) + 1e-9
    distance = margin / steepness / DEGREE
    # From the boundary into the nearest plate.
    inward = (slope[0][:, None] * east + slope[1][:, None] * north) / steepness[:, None]
    along = np.cross(points, inward)
    velocity = np.cross(plates.rotations[first] - plates.rotations[second], points)
    opening = np.sum(velocity * inward, axis=1)
    shear = np.abs(np.sum(velocity * along, axis=1))
    closing = np.maximum(-opening, 0)
    opening = np.maximum(opening, 0)
    # Where plates close in, the one with the higher number rides over the other and carries a broad zone of events.
    rides = first > second
    width = np.where(rides, 1.6, 0.35)
    rate = closing * np.exp(-0.5 * (distance / width) ** 2)
    rate += 0.45 * shear * np.exp(-0.5 * (distance / 0.35) ** 2)
    rate += 0.30 * opening * np.exp(-0.5 * (distance / 0.25) ** 2)
    return rate, along


def magnitudes(random, count):
    """Gutenberg and Richter's law between the least and the greatest magnitude."""
    least = 10 ** (-B_VALUE * (GREATEST_MAGNITUDE - LEAST_MAGNITUDE))
    return LEAST_MAGNITUDE - np.log10(least + (1 - least) * random.random(count)) / B_VALUE


def aftershocks(random, points, along, sizes):
    """One generation of the branching process: its places, its directions, its magnitudes."""
    reach = B_VALUE - ALPHA
    span = GREATEST_MAGNITUDE - LEAST_MAGNITUDE
    # The mean of 10^(ALPHA (M - least)) under the law of magnitudes, so that the ratio is the mean number of children.
    mean = B_VALUE / reach * (1 - 10 ** (-reach * span)) / (1 - 10 ** (-B_VALUE * span))
    children = random.poisson(BRANCHING_RATIO / mean * 10 ** (ALPHA * (sizes - LEAST_MAGNITUDE)))
    parent = np.repeat(np.arange(len(points)), children)
    # Ruptures grow with magnitude (a length of 10^(M/2)); distances fall off as (1 + r^2/d^2)^-1.5.
    length = 0.04 * 10 ** (0.5 * (sizes[parent] - LEAST_MAGNITUDE))
    radius = length * np.sqrt((1 - random.random(len(parent))) ** -2.0 - 1)
    radius = np.minimum(radius, 8 * length) * DEGREE
    angle = random.uniform(0, 2 * np.pi, size=len(parent))
    across = np.cross(along[parent], points[parent])
    offset = np.cos(angle)[:, None] * along[parent] + 0.35 * np.sin(angle)[:, None] * across
    places = unit(points[parent] + radius[:, None] * offset)
    direction = unit(along[parent] - np.sum(along[parent] * places, axis=1, keepdims=True) * places)
    return places, direction, magnitudes(random, len(parent))


def main():
    random = np.random.default_rng(SEED)
    plates = Plates(random)
    points = unit(random.normal(size=(CANDIDATES, 3)))
    rate = np.zeros(CANDIDATES)
    along = np.zeros((CANDIDATES, 3))
    for start in range(0, CANDIDATES, 100_000):
        part = slice(start, start + 100_000)
        rate[part], along[part] = boundary_rate(plates, points[part])
    # The largest keys log(u)/rate are a draw without repetition, with chances in proportion to the rates.
    count = round(MAIN_SHOCKS * (1 - INTRAPLATE_SHARE))
    with np.errstate(divide="ignore", over="ignore"):
        chosen = np.argsort(np.log(random.random(CANDIDATES)) / rate)[-count:]
    inside = random.choice(CANDIDATES, size=MAIN_SHOCKS - count, replace=False)
    chosen = np.concatenate([chosen, inside])
    generation = points[chosen], along[chosen], magnitudes(random, len(chosen))
    everything = [generation[0]]
    while len(generation[0]) > 0:
        generation = aftershocks(random, *generation)
        everything.append(generation[0])
    places = np.concatenate(everything)
    latitude = np.round(np.degrees(np.arcsin(np.clip(places[:, 2], -1, 1))), 3)
    longitude = np.round(np.degrees(np.arctan2(places[:, 1], places[:, 0])), 3)
    longitude[longitude == 180] = -180
    rows = np.unique(np.stack([latitude, longitude], axis=1) + 0.0, axis=0)
    rows = random.permutation(rows)

    with open("simulated-earthquakes.csv", "w", newline="\n") as file:
        file.write("# Simulated epicentres on a planet of simulated plates, in degrees; not the Earth's. CC0 1.0\n")
        file.write("latitude,longitude\n")
        for row in rows:
            file.write(f"{row[0]:.3f},{row[1]:.3f}\n")
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
