"""Cells: fresh process, mount and IPC namespaces, limits, no capabilities, a system-call filter.

Process 1 of a cell is trusted; when it ends, the kernel kills whatever is left in the cell. The tenants, which run untrusted
code, are its children.
"""

import ctypes
import os
import platform
import resource
import signal
import struct

libc = ctypes.CDLL(None, use_errno=True)

# fork without the interpreter's hooks, which cost as much as the fork: for our own processes, which have one thread.
bare_fork = ctypes.PyDLL(None).fork

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_PRIVATE_REC = 2, 4, 8, 0x44000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
EPERM, ENOSYS = 1, 38

# Denied with EPERM: numbers on (x86_64, aarch64); None where the call does not exist.
DENIED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "kcmp": (312, 272),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "mount": (165, 40), "umount2": (166, 39), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "personality": (135, 92),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "msgget": (68, 186), "semget": (64, 190), "syslog": (103, 116), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266),
    "adjtimex": (159, 171), "sethostname": (170, 161), "setdomainname": (171, 162),
    "fanotify_init": (300, 262), "lookup_dcookie": (212, 18), "vhangup": (153, 58),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
    "mbind": (237, 235), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
}
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def checked(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, "%s: %s" % (what, os.strerror(number)))


def filter_program():
    """The seccomp program of this architecture, as bytes of struct sock_filter."""
    column, audit = ARCHITECTURES[platform.machine()]
    number = lambda x86, arm: (x86, arm)[column]
    LOAD, JEQ, JGE, JSET, AND, RET = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
    errno = lambda value: 0x00050000 | value
    kill, allow = 0x80000000, 0x7FFF0000
    argument = lambda index: 16 + 8 * index
    out = []

    def add(code, k, yes=0, no=0):
        out.append(struct.pack("<HBBI", code, yes, no, k & 0xFFFFFFFF))

    add(LOAD, 4)
    add(JEQ, audit, 1, 0)
    add(RET, kill)
    add(LOAD, 0)
    if column == 0:  # the x32 calls have numbers of their own
        add(JGE, 0x40000000, 0, 1)
        add(RET, kill)
    for pair in DENIED.values():
        if pair[column] is not None:
            add(JEQ, pair[column], 0, 1)
            add(RET, errno(EPERM))
    add(JEQ, 435, 0, 1)  # clone3 passes its flags in memory: libc then falls back to clone
    add(RET, errno(ENOSYS))
    # clone with any CLONE_NEW* flag
    add(JEQ, number(56, 220), 0, 4)
    add(LOAD, argument(0))
    add(JSET, 0x7E020080, 0, 1)
    add(RET, errno(EPERM))
    add(RET, allow)
    # sockets other than AF_UNIX
    add(JEQ, number(41, 198), 0, 4)
    add(LOAD, argument(0))
    add(JEQ, 1, 1, 0)
    add(RET, errno(EPERM))
    add(RET, allow)
    # signals to the init of the cell, or to everyone
    for call in (number(62, 129), number(200, 130), number(234, 131)):
        add(JEQ, call, 0, 5)
        add(LOAD, argument(0))
        add(JEQ, 1, 1, 0)
        add(JEQ, 0xFFFFFFFF, 0, 1)
        add(RET, errno(EPERM))
        add(RET, allow)
    # calls that change the limits, the priority or the processors of the cell's init
    for call in ((302, 261), (203, 122), (144, 119), (142, 118), (314, 274), (109, 154)):
        add(JEQ, number(*call), 0, 4)
        add(LOAD, argument(0))
        add(JEQ, 1, 0, 1)
        add(RET, errno(EPERM))
        add(RET, allow)
    # setpriority and ioprio_set reach a group or a user too: only one process, and not the init
    for call, process in (((141, 140), 0), ((251, 30), 1)):
        add(JEQ, number(*call), 0, 6)
        add(LOAD, argument(0))
        add(JEQ, process, 0, 2)
        add(LOAD, argument(1))
        add(JEQ, 1, 0, 1)
        add(RET, errno(EPERM))
        add(RET, allow)
    # typing into a terminal
    add(JEQ, number(16, 29), 0, 5)
    add(LOAD, argument(1))
    add(JEQ, 0x5412, 1, 0)
    add(JEQ, 0x541C, 0, 1)
    add(RET, errno(EPERM))
    add(RET, allow)
    add(RET, allow)
    return b"".join(out)


class Program(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


FILTER = ctypes.create_string_buffer(filter_program())


def install_filter():
    program = Program((len(FILTER) - 1) // 8, ctypes.addressof(FILTER))
    checked(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0), "seccomp")


def drop_capabilities():
    header = struct.pack("<Ii", 0x20080522, 0)
    checked(libc.capset(header, bytes(24)), "capset")


def limit(limits):
    def put(what, soft, hard=None):
        resource.setrlimit(what, (soft, soft if hard is None else hard))

    put(resource.RLIMIT_CPU, limits["cpu"], limits["cpu"] + 1)
    put(resource.RLIMIT_AS, limits["address"])
    put(resource.RLIMIT_FSIZE, limits["file"])
    put(resource.RLIMIT_NOFILE, limits["files"])
    put(resource.RLIMIT_NPROC, limits["processes"])
    # Programs raise their own stack limit, often to infinity: the hard limit stays, and memory limits a stack.
    highest = resource.getrlimit(resource.RLIMIT_STACK)[1]
    put(resource.RLIMIT_STACK, 64 << 20 if highest < 0 else min(64 << 20, highest), highest)
    put(resource.RLIMIT_CORE, 0)
    put(resource.RLIMIT_MEMLOCK, 1 << 16)
    put(resource.RLIMIT_MSGQUEUE, 0)


def confine(limits):
    """Gives up everything that the code to come must not have. Cannot be undone."""
    limit(limits)
    checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    drop_capabilities()
    install_filter()


def furnish(own_files=True):
    """Mounts /tmp, /dev/shm and /proc of the cell's own, which are gone with the cell. Without own_files, /tmp is the outer cell's."""
    checked(libc.unshare(CLONE_NEWNS | CLONE_NEWIPC), "unshare")
    checked(libc.mount(None, b"/", None, MS_PRIVATE_REC, None), "private")
    flags = MS_NOSUID | MS_NODEV
    if own_files:
        checked(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", flags, b"size=64m,nr_inodes=4096,mode=1777"), "/tmp")
    checked(libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", flags, b"size=16m,nr_inodes=256,mode=1777"), "/dev/shm")
    checked(libc.mount(b"proc", b"/proc", b"proc", flags | MS_NOEXEC, None), "/proc")


def settle(fds):
    """Makes fds[i] the descriptor i, and closes every other one."""
    lifted = [os.dup2(fd, 900 + i, inheritable=False) for i, fd in enumerate(fds)]
    for i, fd in enumerate(lifted):
        os.dup2(fd, i)
    os.closerange(len(fds), 1024)


UNBUILT = b"!!!!"  # no wait status looks like this
OWN_PROCESSES = None


def fork_init():
    """Forks a process that is the first of a new process namespace. Returns as os.fork does."""
    global OWN_PROCESSES
    if OWN_PROCESSES is None:
        OWN_PROCESSES = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    checked(libc.unshare(CLONE_NEWPID), "unshare")
    pid = bare_fork()
    if pid == 0:
        OWN_PROCESSES = None
        checked(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "pdeathsig")
    else:
        checked(libc.setns(OWN_PROCESSES, CLONE_NEWPID), "setns")
        checked(min(pid, 0), "fork")
    return pid


def fork_tenant(tenant, fds, limits, alarm):
    """Forks an untrusted process, which has fds as its descriptors 0, 1, 2 ... and no other, and returns its id.

    A tenant that could not be confined says so on alarm and never begins.
    """
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        checked(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "dumpable")
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")
        os.chdir("/tmp")
        settle(fds + [alarm])
        confine(limits)
    except BaseException as failure:
        for fd in (alarm, len(fds)):  # before and after the descriptors were settled
            try:
                os.write(fd, UNBUILT + repr(failure).encode())
            except OSError:
                pass
        os._exit(1)
    os.close(len(fds))
    try:
        tenant()
    finally:
        os._exit(1)


def cell(tenant, fds, limits, own_files=True):
    """Starts a cell with one tenant. Returns its init's process id and the pipe on which the tenant's wait status will come."""
    report, reporter = os.pipe()
    init = fork_init()
    if init == 0:
        try:
            furnish(own_files)
            pid = fork_tenant(tenant, fds, limits, reporter)
            os.dup2(reporter, 0)
            os.closerange(1, 1024)
            while True:
                ended, status = os.wait()
                if ended == pid:
                    os.write(0, struct.pack("<i", status))
                    os._exit(0)
        except BaseException as failure:
            os.write(reporter, UNBUILT + repr(failure).encode())
            os._exit(1)
    os.close(reporter)
    return init, report
