# attack: signals | expect: wrong | needs: strong | finds the sandbox's other worker processes through /proc and kills them
import io, os, signal
opened = getattr(io, 'open')
n = 0
try:
    for d in os.listdir("/proc"):
        if d.isdigit():
            try: c = opened("/proc/" + d + "/cmdline").read()
            except OSError: continue
            if "@WORKER_MARK@" in c and int(d) not in (os.getpid(), os.getppid()):
                try: os.kill(int(d), signal.SIGKILL); n += 1
                except OSError as e: print("kill", d, e)
except OSError as e: print("proc:", e)
print("KILLED-SIBLINGS", n)
node_0_value = 1.0
node_1_value = 1.0
hidden_layer_values = [1.0, 1.0]
output = 1.0
