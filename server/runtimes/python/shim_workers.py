"""The processes that functions run in.

    server --fork--> loader (has the function loaded) --fork--> worker (makes one call, then ends)

A worker is forked before its call comes, so that forking costs the call nothing. Each call therefore
starts from the module as it was loaded, as with upstream's Python runtime: nothing one call leaves in
a global variable reaches another, and a call that hangs can be killed without harm to any other.
"""
import array
import gc
import os
import select
import signal
import socket
import sys
import threading
import time

import shim_call
import shim_wire

# Workers that wait, loaded, for a call.
SPARE = 2
# Calls that may wait for a worker before more are turned away.
MOST_WAITING = 256


class Busy(Exception):
    """Too many calls wait already."""


class TimedOut(Exception):
    pass


class Crashed(Exception):
    """The worker ended without an answer; says how."""


def start(settings, path):
    """Forks the loader and waits until the function is loaded. Ends this process when it cannot be."""
    ours, theirs = socket.socketpair()
    loader = os.fork()
    if loader == 0:
        ours.close()
        run_loader(settings, path, theirs)
    theirs.close()
    if ours.recv(1) != b'L':
        # The loader has said why.
        os.waitpid(loader, 0)
        os._exit(1)
    return Workers(settings, ours)


class Workers:
    """The server's side: asks the loader for workers and hands them calls."""

    def __init__(self, settings, control):
        self.timeout = settings.timeout
        self.control = control
        self.lock = threading.Lock()
        self.has_ended = threading.Condition(self.lock)
        self.spare = []
        self.exits = {}
        self.slots = threading.BoundedSemaphore(settings.most_calls)
        self.waiting = 0
        self.closing = False
        for _ in range(SPARE):
            self.spare.append(self.fork())
        threading.Thread(target=self.follow_loader, daemon=True).start()

    def call(self, head, body):
        """Head and body of the answer. Raises Busy, TimedOut, Crashed."""
        self.take_slot()
        worker = None
        try:
            with self.lock:
                worker = self.spare.pop(0) if self.spare else self.fork()
            deadline = time.monotonic() + self.timeout
            worker.sock.settimeout(self.timeout)
            try:
                shim_wire.send(worker.sock, head, body)
                self.refill()
                worker.pid()
                return shim_wire.receive(worker.sock, deadline)
            except socket.timeout:
                worker.kill()
                raise TimedOut()
            except (shim_wire.Ended, OSError):
                worker.kill()
                raise Crashed(self.how_it_ended(worker))
        finally:
            if worker:
                worker.sock.close()
            self.slots.release()

    def take_slot(self):
        with self.lock:
            if self.waiting >= MOST_WAITING:
                raise Busy()
            self.waiting += 1
        try:
            self.slots.acquire()
        finally:
            with self.lock:
                self.waiting -= 1

    def refill(self):
        with self.lock:
            while len(self.spare) < SPARE:
                self.spare.append(self.fork())

    def fork(self):
        """A new worker; it is there before its process is."""
        ours, theirs = socket.socketpair()
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [theirs.fileno()]).tobytes())
        self.control.sendmsg([b'F'], [rights])
        theirs.close()
        return Worker(ours)

    def follow_loader(self):
        """Notes how workers end. Without the loader there are no more calls: the shim ends as well."""
        with self.control.makefile('rb') as lines:
            for line in lines:
                pid, status = line.split()
                with self.has_ended:
                    self.exits[int(pid)] = int(status)
                    self.has_ended.notify_all()
                    # Only the latest can be asked for.
                    for old in list(self.exits)[:-100]:
                        del self.exits[old]
        if not self.closing:
            os._exit(1)

    def how_it_ended(self, worker):
        pid = worker.pid()
        with self.has_ended:
            # The loader tells it soon; on a busy machine its answer takes its time.
            self.has_ended.wait_for(lambda: not pid or pid in self.exits, 2)
            status = self.exits.get(pid)
        if status is None:
            return 'ended'
        if os.WIFSIGNALED(status):
            return 'was killed by signal %d' % os.WTERMSIG(status)
        return 'ended with exit code %d' % os.WEXITSTATUS(status)

    def close(self):
        # The loader ends when this side is gone, and its workers with it.
        self.closing = True
        self.control.shutdown(socket.SHUT_RDWR)


class Worker:
    def __init__(self, sock):
        self.sock = sock
        self._pid = None

    def pid(self):
        """Its first message; None when it did not live to send it."""
        if self._pid is None:
            try:
                self._pid = shim_wire.receive(self.sock, time.monotonic() + 5)[0]['pid']
            except (shim_wire.Ended, OSError):
                self._pid = 0
        return self._pid

    def kill(self):
        """With everything it started."""
        for _ in range(3):
            try:
                if self.pid():
                    os.killpg(self.pid(), signal.SIGKILL)
            except OSError:
                return


def run_loader(settings, path, control):
    """The loader's life: load, then fork a worker for every socket that comes. Never returns."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path[:] = path
    function = shim_call.load(settings)
    # What is there now is there for good: a worker's garbage collector need not copy it to look at it.
    if hasattr(gc, 'freeze'):
        gc.freeze()
    workers = set()

    def reap(_signal, _frame):
        for pid in list(workers):
            try:
                done, status = os.waitpid(pid, os.WNOHANG)
                if done:
                    workers.discard(pid)
                    control.sendall(b'%d %d\n' % (pid, status))
            except OSError:
                # The server is gone.
                workers.discard(pid)

    signal.signal(signal.SIGCHLD, reap)
    control.sendall(b'L')
    while True:
        sock = next_socket(control)
        if sock is None:
            break
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            control.close()
            run_worker(settings, function, sock)
        workers.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        sock.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in workers:
        try:
            os.killpg(pid, signal.SIGKILL)
        except OSError:
            pass
    os._exit(0)


def next_socket(control):
    """The socket of a worker to be; None when the server is gone."""
    message, rights, _, _ = control.recvmsg(1, socket.CMSG_SPACE(4))
    if not message:
        return None
    numbers = array.array('i')
    numbers.frombytes(rights[0][2][:4])
    return socket.socket(fileno=numbers[0])


def run_worker(settings, function, sock):
    """A worker's life: say who it is, wait for a call, make it, end. Never returns."""
    os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    pid = os.getpid()
    try:
        shim_wire.send(sock, {'pid': pid})
        shim_call.rehearse(settings)
        head, body = shim_wire.receive(sock)
    except (shim_wire.Ended, OSError):
        os._exit(0)
    began = time.monotonic()
    answer, content = shim_call.make(settings, function, head, body)
    if os.getpid() != pid:
        # A process that the function forked and let run on to here: only the worker answers.
        os._exit(1)
    shim_wire.send(sock, answer, content)
    # Threads that the function left behind may finish, within the time the call had.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(0.001, settings.timeout - (time.monotonic() - began)))
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join()
    os._exit(0)


def note(text):
    """A line on stderr, left out rather than waited for when nobody reads what a flood of prints has filled."""
    if select.select([], [2], [], 0)[1]:
        os.write(2, ('%s\n' % text).encode('utf-8', 'backslashreplace'))
