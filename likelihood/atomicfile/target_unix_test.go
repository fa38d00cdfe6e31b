// Links, permissions, paths that are no regular files, and files of killed writers, on Unix.

//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

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

// TestLinksAreFollowed: Write follows relative and absolute links, links to links, links from other directories, and
// links to files that do not exist yet. The link stays a link, and its target is written.
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
			t.Errorf("%s: the link has become %v, want a link; %v", name, info, err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, target)); string(text) != "one" {
			t.Errorf("%s: the target holds %q, want \"one\"; %v", name, text, err)
		}
	}
	dir := t.TempDir()
	must(t, errors.Join(os.Symlink("b", dir+"/a"), os.Symlink("a", dir+"/b")))
	if atomicfile.Write(dir+"/a", one) == nil || atomicfile.CanWrite(dir+"/a") == nil {
		t.Error("a circle of links was written")
	}
}

// TestWhatIsNoFileIsRefused: a path that is no regular file, and a protected file, are refused before anything is
// written, and are unchanged.
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

// TestUmaskIsObeyed: a new file has the permissions that new files of any program have.
func TestUmaskIsObeyed(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o027, 0o077, 0o777} {
		path, was := filepath.Join(t.TempDir(), "model"), syscall.Umask(mask)
		err := atomicfile.Write(path, one)
		syscall.Umask(was)
		must(t, err)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666&^os.FileMode(mask) {
			t.Errorf("umask %o gives %v, want %o; %v", mask, info.Mode(), 0o666&^mask, err)
		}
	}
}

// TestOrphansAreRemoved: Write removes the temporary file of a killed writer. It does not remove temporary files of
// living writers, nor files of other names.
func TestOrphansAreRemoved(t *testing.T) {
	if path := os.Getenv("ATOMICFILE_HANGS_AT"); path != "" { // this process is the writer that the test kills
		atomicfile.Write(path, func(w io.Writer) error {
			os.Stdout.WriteString("writing\n")
			io.Copy(io.Discard, os.Stdin) // returns when the test's process ends, even if it has not killed this one
			return nil
		})
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
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
		count(t, dir, 1) // the files of writers killed before are gone
		must(t, atomicfile.CanWrite(path))
		count(t, dir, 1) // the writer of the file lives
		must(t, child.Process.Kill())
		child.Wait()
	}
	others := []string{".model.", ".model.0123456789abcdef", ".model.txt", ".model.part", ".model.0123456789abcdeg.part", ".other.0123456789abcdef.part"}
	for _, name := range others {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	must(t, atomicfile.Write(path, func(w io.Writer) error {
		count(t, dir, len(others)+1)
		must(t, atomicfile.Write(path, one)) // does not take the outer writer's file for an orphan
		_, err := io.WriteString(w, "two")
		return err
	}))
	count(t, dir, len(others)+1)
	if text, _ := os.ReadFile(path); string(text) != "two" {
		t.Errorf("the file holds %q, want \"two\"", text)
	}
}

func count(t *testing.T, dir string, want int) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != want {
		t.Fatalf("%v are there, want %d; %v", entries, want, err)
	}
}
