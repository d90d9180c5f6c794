# expect: correct correct correct
import numpy as np

input_data = np.array([5, 2])
weights = {
    "node_0": np.array([-3, 6]),
    "node_1": np.array([4, -6]),
    "output": np.array([-5, -3]),
}

def node_value(inputs: np.ndarray, weights: np.ndarray) -> float:
    """Weighted sum."""
    return float(np.dot(inputs, weights))


def hidden_layer(inputs: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Both nodes."""
    return np.array([node_value(inputs, weights["node_0"]), node_value(inputs, weights["node_1"])])


def predict(inputs: np.ndarray, weights: dict[str, np.ndarray]) -> float:
    """The output."""
    return node_value(hidden_layer(inputs, weights), weights["output"])


if __name__ == "__main__":
    print(predict(input_data, weights))
