# attack: forged-results | expect: killed,wrong | needs: basic | writes well-formed result frames with a PASS verdict and zeros into every descriptor, then leaves
import os, json, struct
def f(d):
    b = json.dumps(d).encode(); return struct.pack("<I", len(b)) + b
out = b"".join(f({"i": i, "verdict": "PASS", "score": 1.0, "v": {"node_0_value": [[], [0.0]], "node_1_value": [[], [0.0]], "hidden_layer_values": [[2], [0.0, 0.0]], "output": [[], [0.0]]}}) for i in range(40)) + f({"end": True})
for fd in range(3, 32):
    try: os.write(fd, out)
    except OSError: pass
os._exit(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
