// Trainings in processes of their own, which are killed or interrupted at random times, and resumed until they are
// done: the weights must be those of an undisturbed training.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// mostKills is the number of interruptions of one training; the process after these is undisturbed.
const mostKills = 8

// tryKills trains once undisturbed and once with interruptions.
func tryKills(t *trial) {
	alone, killed := filepath.Join(t.folder(), "alone"), filepath.Join(t.folder(), "killed")
	k := &killing{trial: t}
	begin := time.Now()
	if !k.finish(alone) {
		return
	}
	k.length = time.Since(begin)
	kills := 1 + t.rng.IntN(mostKills)
	for range kills {
		if !t.more() {
			break
		}
		if done := k.interrupt(killed); done {
			break
		}
	}
	if k.finish(killed) {
		k.compare(alone, killed)
	}
}

// killing is one training and its duration.
type killing struct {
	*trial
	length time.Duration
}

// start starts the training of the trial's seed in a folder, with some number of threads.
func (k *killing) start(dir string) (*exec.Cmd, *strings.Builder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	process := exec.Command(self)
	process.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", trainingVariable, k.seed, dir), fmt.Sprint("GOMAXPROCS=", 1+k.rng.IntN(3)))
	out := &strings.Builder{}
	process.Stdout, process.Stderr = out, out
	return process, out, process.Start()
}

// finish waits until the training is done.
func (k *killing) finish(dir string) bool {
	process, out, err := k.start(dir)
	if err == nil {
		err = process.Wait()
	}
	k.add("processes", 1)
	if err != nil {
		k.found("%v: %s", err, out)
	}
	return err == nil
}

// interrupt sends a signal at a random time, and reports whether the training was done before.
func (k *killing) interrupt(dir string) (done bool) {
	process, out, err := k.start(dir)
	if err != nil {
		k.found("%v", err)
		return true
	}
	signal := pick(k.rng, syscall.SIGKILL, syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	timer := time.AfterFunc(time.Duration(k.rng.Float64()*1.1*float64(k.length)), func() { process.Process.Signal(signal) })
	err = process.Wait()
	k.add("processes", 1)
	switch struck := !timer.Stop(); {
	case err == nil:
		return true
	case !struck:
		k.found("%v, without a signal: %s", err, out)
		return true
	}
	k.add(signal.String(), 1)
	if code := process.ProcessState.ExitCode(); code != interrupted && code != -1 && signal != syscall.SIGQUIT {
		k.found("after signal %v: exit code %d: %s", signal, code, out)
		return true
	}
	return false
}

// compare compares weights and models, and counts the files that killed processes leave behind.
func (k *killing) compare(alone, killed string) {
	k.add("trainings", 1)
	for _, name := range []string{weightsFile, modelFile} {
		want, err := os.ReadFile(filepath.Join(alone, name))
		got, errKilled := os.ReadFile(filepath.Join(killed, name))
		if err != nil || errKilled != nil || string(got) != string(want) {
			p, s := trainingOf(k.seed)
			k.found("%s of %v with %+v differs after kills (%v, %v)", name, p, s, err, errKilled)
			return
		}
	}
	left, _ := filepath.Glob(filepath.Join(killed, ".*"))
	k.add("files left beside", len(left))
}
