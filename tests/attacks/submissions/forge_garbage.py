# attack: forged-results | expect: killed | needs: basic | writes a frame length of 4 GB and random bytes into every descriptor
import os, struct
junk = struct.pack("<I", 0xFFFFFFFF) + os.urandom(5000)
for fd in range(3, 32):
    try: os.write(fd, junk)
    except OSError: pass
os._exit(0)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
