// Links, permissions, what is no regular file, and what killed writers have left, on Unix.

//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package atomicfile_test

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A link stays one, and what it leads to is written: over other links, from other directories, and to what is not there yet.
func TestLinksAreFollowed(t *testing.T) {
	for name, make := range map[string]func(dir string) (target string, err error){
		"relative": func(dir string) (string, error) { return "deep/model", os.Symlink("deep/model", dir+"/link") },
		"absolute": func(dir string) (string, error) { return "deep/model", os.Symlink(dir+"/deep/model", dir+"/link") },
		"two": func(dir string) (string, error) {
			return "deep/model", errors.Join(os.Symlink("deep/next", dir+"/link"), os.Symlink("model", dir+"/deep/next"))
		},
		"to nothing": func(dir string) (string, error) { return "deep/new", os.Symlink("deep/new", dir+"/link") },
		"up from a linked directory": func(dir string) (string, error) {
			return "deep/model", errors.Join(os.Mkdir(dir+"/deep/er", 0o755), os.Symlink("deep/er", dir+"/short"),
				os.Symlink("../model", dir+"/deep/er/up"), os.Symlink("short/up", dir+"/link"))
		},
	} {
		dir := t.TempDir()
		must(t, os.Mkdir(dir+"/deep", 0o755))
		must(t, os.WriteFile(dir+"/deep/model", []byte("old"), 0o600))
		target, err := make(dir)
		must(t, err)
		must(t, atomicfile.CanWrite(dir+"/link"))
		must(t, atomicfile.Write(dir+"/link", one))
		info, err := os.Lstat(dir + "/link")
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s: the link has become %v, %v", name, info, err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, target)); string(text) != "one" {
			t.Errorf("%s: what it leads to holds %q, %v", name, text, err)
		}
	}
	dir := t.TempDir()
	must(t, errors.Join(os.Symlink("b", dir+"/a"), os.Symlink("a", dir+"/b")))
	if atomicfile.Write(dir+"/a", one) == nil || atomicfile.CanWrite(dir+"/a") == nil {
		t.Error("a circle of links was written")
	}
}

// What is no file, or is protected, is refused before anything is written, and stays what it was.
func TestWhatIsNoFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, syscall.Mkfifo(dir+"/pipe", 0o600))
	must(t, os.Mkdir(dir+"/directory", 0o755))
	must(t, os.Symlink("pipe", dir+"/link"))
	socket, err := net.Listen("unix", dir+"/socket")
	must(t, err)
	defer socket.Close()
	want := map[string]error{dir + "/pipe": atomicfile.ErrNotRegular, dir + "/directory": atomicfile.ErrNotRegular, dir + "/link": atomicfile.ErrNotRegular,
		dir + "/socket": atomicfile.ErrNotRegular, os.DevNull: atomicfile.ErrNotRegular}
	for name, mode := range map[string]os.FileMode{"400": 0o400, "444": 0o444, "000": 0} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o600))
		must(t, os.Chmod(filepath.Join(dir, name), mode))
		want[filepath.Join(dir, name)] = fs.ErrPermission
	}
	entries, _ := os.ReadDir(dir)
	for path, want := range want {
		before, err := os.Lstat(path)
		must(t, err)
		if err := atomicfile.Write(path, one); !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
		if err := atomicfile.CanWrite(path); !errors.Is(err, want) {
			t.Errorf("%s can be written: %v, want %v", path, err, want)
		}
		if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() || after.Size() != before.Size() {
			t.Errorf("%s was %v, is %v", path, before.Mode(), after.Mode())
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != len(entries) {
		t.Errorf("%v is left", left)
	}
}

// A new file has the permissions that any program's new files have.
func TestUmaskIsObeyed(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o027, 0o077, 0o777} {
		path, was := filepath.Join(t.TempDir(), "model"), syscall.Umask(mask)
		err := atomicfile.Write(path, one)
		syscall.Umask(was)
		must(t, err)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666&^os.FileMode(mask) {
			t.Errorf("umask %o gives %v, %v", mask, info.Mode(), err)
		}
	}
}

// What a killed writer has left is removed by the next one; files of writers that live, and of others, are not.
func TestOrphansAreRemoved(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	if path := os.Getenv("ATOMICFILE_HANGS_AT"); path != "" { // the writer to be killed
		atomicfile.Write(path, func(w io.Writer) error {
			os.Stdout.WriteString("writing\n")
			io.Copy(io.Discard, os.Stdin) // until the test ends, if it does not kill
			return nil
		})
	}
	for range 3 {
		child := exec.Command(os.Args[0], "-test.run=^TestOrphansAreRemoved$")
		child.Env = append(os.Environ(), "ATOMICFILE_HANGS_AT="+path)
		_, err := child.StdinPipe()
		must(t, err)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		_, err = io.ReadFull(out, make([]byte, len("writing\n")))
		must(t, err)
		count(t, dir, 1) // and those before are gone
		must(t, atomicfile.CanWrite(path))
		count(t, dir, 1) // its writer lives
		must(t, child.Process.Kill())
		child.Wait()
	}
	others := []string{".model.", ".model.0123456789abcdef", ".model.txt", ".model.part", ".model.0123456789abcdeg.part", ".other.0123456789abcdef.part"}
	for _, name := range others {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	must(t, atomicfile.Write(path, func(w io.Writer) error {
		count(t, dir, len(others)+1)
		must(t, atomicfile.Write(path, one)) // which does not take the outer one's for an orphan
		_, err := io.WriteString(w, "two")
		return err
	}))
	count(t, dir, len(others)+1)
	if text, _ := os.ReadFile(path); string(text) != "two" {
		t.Errorf("the file holds %q", text)
	}
}

func count(t *testing.T, dir string, want int) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != want {
		t.Fatalf("%v are there, want %d; %v", entries, want, err)
	}
}
