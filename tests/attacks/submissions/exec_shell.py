# attack: processes | expect: wrong | needs: strong | runs programs with subprocess, os.system and execv
import os, subprocess
for f in (lambda: subprocess.run(["id"]), lambda: os.system("id > /tmp/zz_attack_id"), lambda: os.execv("/bin/sh", ["sh", "-c", "id; sleep 30"])):
    try: print("EXEC", f())
    except BaseException as e: print(type(e).__name__, e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
