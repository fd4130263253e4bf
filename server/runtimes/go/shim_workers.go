package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// failure is what becomes of a call that the function does not answer.
type failure struct {
	status     int
	kind, text string
}

// pool is the process that the function runs in, and those before it that still have calls to finish. Nothing can
// stop a goroutine, so a call that takes too long costs its whole process, once the other calls in it are done.
type pool struct {
	conf    settings
	lock    sync.Mutex
	current *worker
	all     sync.Map
}

type worker struct {
	conf    settings
	cmd     *exec.Cmd
	wire    *wire
	lock    sync.Mutex
	lastID  int
	calls   map[int]chan reply
	retired bool
	gone    bool
}

type reply struct {
	head    answerHead
	body    []byte
	failure *failure
}

func (p *pool) call(head callHead, body []byte) (answerHead, []byte, *failure) {
	w, answered, id, err := p.begin(head, body)
	if err != nil {
		return answerHead{}, nil, &failure{503, "crash", "The process of the function cannot be started: " + err.Error()}
	}
	timer := time.NewTimer(p.conf.timeout)
	defer timer.Stop()
	select {
	case r := <-answered:
		w.end(id)
		return r.head, r.body, r.failure
	case <-timer.C:
		p.replace(w)
		w.end(id)
		text := fmt.Sprintf("%s did not answer within %s, its timeout, and was stopped.", p.conf.handler, inWords(p.conf.timeout))
		note(text)
		return answerHead{}, nil, &failure{408, "timeout", text}
	}
}

func (p *pool) begin(head callHead, body []byte) (*worker, chan reply, int, error) {
	for tries := 0; ; tries++ {
		w, err := p.usable()
		if err != nil {
			return nil, nil, 0, err
		}
		if answered, id, ok := w.begin(head, body); ok || tries > 10 {
			return w, answered, id, nil
		}
	}
}

func (p *pool) usable() (*worker, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.current != nil && !p.current.isOver() {
		return p.current, nil
	}
	w, err := startWorker(p.conf)
	if err != nil {
		return nil, err
	}
	p.current = w
	p.all.Store(w, true)
	go func() {
		w.follow()
		p.all.Delete(w)
	}()
	return w, nil
}

// replace takes no more calls to this worker.
func (p *pool) replace(w *worker) {
	p.lock.Lock()
	if p.current == w {
		p.current = nil
	}
	p.lock.Unlock()
	w.lock.Lock()
	w.retired = true
	w.lock.Unlock()
	time.AfterFunc(p.conf.timeout, w.kill)
}

func (p *pool) close() {
	p.all.Range(func(w, _ any) bool {
		w.(*worker).kill()
		return true
	})
}

func startWorker(conf settings) (*worker, error) {
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(ends[0])
	syscall.CloseOnExec(ends[1])
	// Without this a read would hold a thread.
	_ = syscall.SetNonblock(ends[0], true)
	ours, theirs := os.NewFile(uintptr(ends[0]), "worker"), os.NewFile(uintptr(ends[1]), "server")
	defer theirs.Close()
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), workerMark+"=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{theirs}
	// A group of its own, so that what it starts can be ended with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, err
	}
	return &worker{conf: conf, cmd: cmd, wire: &wire{ReadWriter: ours}, calls: map[int]chan reply{}}, nil
}

func (w *worker) isOver() bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.retired || w.gone
}

func (w *worker) begin(head callHead, body []byte) (chan reply, int, bool) {
	w.lock.Lock()
	if w.retired || w.gone {
		w.lock.Unlock()
		return nil, 0, false
	}
	w.lastID++
	id := w.lastID
	answered := make(chan reply, 1)
	w.calls[id] = answered
	w.lock.Unlock()
	head.ID = id
	// When this fails the process has ended, which `follow` tells the call.
	_ = w.wire.send(head, body)
	return answered, id, true
}

func (w *worker) end(id int) {
	w.lock.Lock()
	delete(w.calls, id)
	isDone := w.retired && len(w.calls) == 0
	w.lock.Unlock()
	if isDone {
		w.kill()
	}
}

// follow hands answers to their calls until the process ends.
func (w *worker) follow() {
	for {
		var head answerHead
		body, err := w.wire.receive(&head)
		if err != nil {
			break
		}
		w.lock.Lock()
		if answered := w.calls[head.ID]; answered != nil {
			answered <- reply{head: head, body: body}
			delete(w.calls, head.ID)
		}
		w.lock.Unlock()
	}
	_ = w.cmd.Wait()
	w.kill()
	w.lock.Lock()
	defer w.lock.Unlock()
	w.gone = true
	text := fmt.Sprintf("The process of %s %s before it had answered.", w.conf.handler, howItEnded(w.cmd.ProcessState))
	if len(w.calls) > 0 {
		note(text)
	}
	for _, answered := range w.calls {
		answered <- reply{failure: &failure{500, "crash", "Internal Server Error: " + text}}
	}
}

// kill ends the process with everything it started.
func (w *worker) kill() {
	w.lock.Lock()
	defer w.lock.Unlock()
	if !w.gone {
		_ = syscall.Kill(-w.cmd.Process.Pid, syscall.SIGKILL)
	}
}

func howItEnded(state *os.ProcessState) string {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return "was killed by signal " + strconv.Itoa(int(status.Signal()))
	}
	return "ended with exit code " + strconv.Itoa(state.ExitCode())
}

// inWords: 1s is "1 second".
func inWords(d time.Duration) string {
	number := strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
	if number == "1" {
		return "1 second"
	}
	return number + " seconds"
}
