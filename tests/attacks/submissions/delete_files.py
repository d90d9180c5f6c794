# attack: files | expect: wrong | needs: strong | deletes the canary files
import os, shutil
for d in (".", "@CANARY_DIR@"):
    try:
        for n in os.listdir(d):
            if d != "." or n.startswith("canary"):
                try: os.unlink(os.path.join(d, n)); print("DELETED", d, n)
                except OSError as e: print(e)
    except OSError as e: print(d, e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
