# attack: output-flood | expect: wrong,raised,timed-out | needs: basic | writes 1 GB straight to descriptor 1 and ignores the errors
import os
b = b"y" * (1 << 20); n = 0
for i in range(1024):
    try: n += os.write(1, b)
    except OSError as e: pass
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
