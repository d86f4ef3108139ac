"""What a cell uses: by the control group of the box where there is one, else by looking at each process."""

import os
import signal
import time

import gradus_jail as jail

FOLDER = "/groups/"  # where the box sees its own control groups, until the server has opened their files
SLACK = 0.3  # seconds of processor time that may pass unseen

_files = {}


def open_groups():
    """Opens the counters of the box's control groups and takes the folder away, so that no candidate sees it."""
    for name in ("memory.oom_control", "memory.events", "cpuacct.usage", "cpu.stat"):
        for folder in ("memory/", "cpu/"):
            try:
                _files[name] = os.open(FOLDER + folder + name, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                pass
    for folder in ("memory", "cpu"):
        if os.path.isdir(FOLDER + folder):
            jail.checked(jail.libc.umount2((FOLDER + folder).encode(), 2), "umount")


def _fields(name):
    return os.pread(_files[name], 4096, 0).split()


def kills():
    """How many processes of the box the kernel has killed for want of memory, or None if nobody counts them."""
    for name in ("memory.oom_control", "memory.events"):
        if name in _files:
            fields = _fields(name)
            return int(fields[fields.index(b"oom_kill") + 1])
    return None


def consumed():
    """Processor time of all processes the box ever had, in seconds, or None if nobody counts it."""
    if "cpuacct.usage" in _files:
        return int(_fields("cpuacct.usage")[0]) / 1e9
    if "cpu.stat" in _files:
        fields = _fields("cpu.stat")
        return int(fields[fields.index(b"usage_usec") + 1]) / 1e6
    return None


class Meter:
    """Memory and processor time of the processes of a cell that are not trusted."""

    def __init__(self, trusted, limits):
        self.trusted, self.limits = set(trusted), limits
        self.kills, self.before, self.own = kills(), consumed(), time.process_time()
        self.page = os.sysconf("SC_PAGE_SIZE")
        self.hertz = os.sysconf("SC_CLK_TCK")
        self.seen = {}
        self.killed = False
        self.seconds = 0.0
        with open("/proc/self/statm") as statm:
            self.inherited = int(statm.read().split()[1])

    def out_of_time(self):
        """Whether the processes have used up their processor time. Without a control group, also keeps their memory within the limit."""
        if self.kills is None or self.before is None:
            self.scan()
        if self.before is not None:
            self.seconds = consumed() - self.before - (time.process_time() - self.own)
        return self.seconds > self.limits["cpu"] + SLACK

    def out_of_memory(self):
        """Whether a process was killed because the memory limit was reached. The others may go on; the run has failed."""
        return self.killed if self.kills is None else kills() > self.kills

    def scan(self):
        """Looks at each process. As the kernel would, kills the largest ones until the rest fits into the limit."""
        sizes, space = [], 0
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) in self.trusted:
                continue
            try:
                with open("/proc/%s/stat" % name, "rb") as stat:  # a process names itself, in any bytes
                    fields = stat.read().rpartition(b")")[2].split()
            except OSError:
                continue
            # The time of one that has ended stays counted, up to when it was last seen.
            self.seen[name, fields[19]] = sum(int(f) for f in fields[11:13]) / self.hertz
            sizes.append((max(0, int(fields[21]) - self.inherited) * self.page, int(name)))
            space += int(fields[20])
        self.seconds = max(self.seconds, sum(self.seen.values()))
        if self.kills is not None:
            return
        total = sum(size for size, _ in sizes)
        if space > self.limits["memory"]:
            total += self.shared()
        for size, process in sorted(sizes, reverse=True):
            if total <= self.limits["memory"]:
                break
            total -= size
            self.killed = True
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def shared(self):
        """Bytes of memory without a file that several processes may map: it stays theirs when none of them counts its pages."""
        areas = {}
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) in self.trusted:
                continue
            try:
                with open("/proc/%s/smaps" % name, "rb") as maps:
                    text = maps.read().split(b"\n")
            except OSError:
                continue
            inode = None
            for line in text:
                if b"/dev/zero (deleted)" in line:
                    fields = line.split()
                    start, end = (int(a, 16) for a in fields[0].split(b"-"))
                    inode = fields[4]
                    areas.setdefault(inode, [0, 0])[0] = end - start
                elif inode and line.startswith(b"Rss:"):
                    areas[inode][1] = max(areas[inode][1], int(line.split()[1]) << 10)
                    inode = None
        return sum(size - resident for size, resident in areas.values())


def waited(schedstat):
    with open(schedstat) as stat:
        return int(stat.read().split()[1]) / 1e9


def starved(meter):
    """Seconds that the cell's two main processes were ready to run and others had the processors: no fault of the cell's.

    While a process waits for a processor that another one of its cell has, that one's time is counted; so what the cell used is
    subtracted. The kernel counts a wait when it is over: for a process that still waits, the supervisor's own waits stand in.
    """
    waits, ready = [], False
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in meter.trusted:
            continue
        longest = 0
        try:
            with open("/proc/%s/stat" % name, "rb") as stat:
                ready = ready or stat.read().rpartition(b")")[2].split()[0] == b"R"
            for thread in os.listdir("/proc/%s/task" % name):
                longest = max(longest, waited("/proc/%s/task/%s/schedstat" % (name, thread)))
        except (OSError, IndexError):  # it is gone, or the kernel does not count
            pass
        waits.append(max(0, longest - meter.seconds))
    total = sum(sorted(waits)[-2:])  # a candidate and its tests wait in turn; a crowd of children waits at the same time
    if ready:
        try:
            total = max(total, waited("/proc/self/schedstat") - meter.seconds)
        except (OSError, IndexError):
            pass
    return total
