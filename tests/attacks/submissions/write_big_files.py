# attack: files | expect: wrong | needs: strong | writes 64 MB files into the working folder, temp folders, shared memory and home
import io, os
opened = getattr(io, 'open')
for d in (".", "/tmp", "/dev/shm", "/var/tmp", "@CANARY_DIR@", os.path.expanduser("~")):
    try:
        with opened(d + "/zz_attack_big", "wb") as f:
            for i in range(64): f.write(b"z" * (1 << 20))
        print("WROTE-FILE", d)
    except OSError as e: print(d, e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
