# attack: forged-results | expect: killed | needs: basic | writes 100,000 nested brackets as a result frame
import os, struct
b = b"[" * 100000
for fd in range(3, 32):
    try: os.write(fd, struct.pack("<I", len(b)) + b)
    except OSError: pass
os._exit(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
