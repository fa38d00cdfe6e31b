// Damaged files: every truncation and every flipped bit of a small file, and forgeries with checksums that fit.
package main

import (
	"bytes"
	"runtime"
	"time"
)

// damaged is a kind of file: a complete file of the kind, and its reader.
type damaged struct {
	*trial
	kind  string
	whole []byte
	read  func(file []byte) reading
	// checked says that a checksum covers the file: no damage may go unnoticed.
	checked bool
	// forge makes a file of another body with a checksum that fits; nil for a kind without checksum.
	forge func(body []byte) []byte
	body  []byte
}

// reading is the result of reading a file.
type reading struct {
	err   error // nil: the file was read
	typed bool  // err is of a type that the reader documents
	same  bool  // the numbers are those of the complete file
}

// A read of a small damaged file may take so long, and so many bytes beside 1000 for each of its own. Building the
// steps of a network that a forged file describes is most of both.
const (
	readLimit  = 20 * time.Second
	readMemory = 512 << 20
)

// tryDamage damages one file of a random kind.
func tryDamage(t *trial) {
	d := pick(t.rng, newModelDamage, newModelDamage, newCheckpointDamage, newTensorDamage, newArchiveDamage)(t)
	if d == nil {
		return
	}
	if r := d.read(d.whole); r.err != nil || !r.same {
		t.found("%s: the whole file is not read: %v", d.kind, r.err)
		return
	}
	if d.forge != nil && t.chance(0.6) {
		d.forgeries()
		return
	}
	if t.chance(0.3) {
		d.others()
		return
	}
	d.everywhere()
}

// everywhere truncates at each byte and flips each bit, in random order.
func (d *damaged) everywhere() {
	for _, at := range d.rng.Perm(9 * len(d.whole)) {
		if !d.more() {
			return
		}
		if at < len(d.whole) {
			d.try("truncations", d.whole[:at], false)
			continue
		}
		at -= len(d.whole)
		file := bytes.Clone(d.whole)
		file[at/8] ^= 1 << (at % 8)
		d.try("flipped bits", file, !d.checked)
	}
	d.add("files in full: "+d.kind, 1)
}

// others inserts, removes, moves and overwrites.
func (d *damaged) others() {
	for range 2000 {
		if !d.more() {
			return
		}
		d.try("other damages", mangle(d, d.whole), !d.checked)
	}
}

// forgeries mangle the part of the file that the checksum covers.
func (d *damaged) forgeries() {
	for range 60 {
		if !d.more() {
			return
		}
		if file := d.forge(mangle(d, d.body)); file != nil {
			d.try("forgeries: "+d.kind, file, true)
		}
	}
}

// extremes are texts that a reader may believe.
var extremes = []string{"-1", "0", "1e308", "-1e308", "1e-320", "1048576", "9223372036854775807", "-9223372036854775808", "null", `"x"`, "[]", "{}", "[null]", "NaN",
	"\xff\xff\xff\xff", "\xf8\x7f\xff\xff\xff\xff\xff\xff\xff", "\x00", "\xfc\x7f\xff\xff\xff"}

// mangle changes a few bytes at random.
func mangle(d *damaged, whole []byte) []byte {
	file := bytes.Clone(whole)
	for range 1 + d.rng.IntN(2) {
		at := d.rng.IntN(len(file) + 1)
		to := min(len(file), at+1+d.rng.IntN(pick(d.rng, 2, 8, 64)))
		var piece []byte
		switch d.rng.IntN(4) {
		case 0:
			piece = []byte(pick(d.rng, extremes...))
		case 1:
			from := d.rng.IntN(len(file) + 1)
			piece = file[from:min(len(file), from+to-at)]
		case 2:
			for range to - at {
				piece = append(piece, byte(d.rng.IntN(256)))
			}
		}
		if from, end, ok := token(d, file); ok && d.chance(0.7) { // in a JSON file a whole number is replaced, so that it stays JSON
			at, to, piece = from, end, []byte(pick(d.rng, extremes...))
		}
		file = bytes.Join([][]byte{file[:at], piece, file[to:]}, nil)
	}
	return file
}

// token finds a number or a word in JSON.
func token(d *damaged, file []byte) (from, to int, ok bool) {
	if len(file) == 0 || file[0] != '{' {
		return 0, 0, false
	}
	at := d.rng.IntN(len(file))
	next := bytes.IndexAny(file[at:], ":,[")
	if next < 0 {
		return 0, 0, false
	}
	from = at + next + 1
	size := bytes.IndexAny(file[from:], ",]}")
	return from, from + max(size, 0), size > 0
}

// try reads a damaged file. The file must be refused with a typed error, or may also be read if mayPass is set.
func (d *damaged) try(what string, file []byte, mayPass bool) {
	d.add(what, 1)
	if bytes.Equal(file, d.whole) {
		return
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin := time.Now()
	r := d.read(file)
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	switch taken := after.TotalAlloc - before.TotalAlloc; {
	case took > readLimit:
		d.found("%s, %s: reading takes %v (%v): %s", d.kind, what, took, r.err, excerpt(d, file))
	case taken > readMemory+1000*uint64(len(file)):
		d.found("%s, %s: reading takes %d MB (%v): %s", d.kind, what, taken>>20, r.err, excerpt(d, file))
	case r.err == nil && !r.same && !mayPass:
		d.found("%s, %s: read without an error, and not as the whole file is: %s", d.kind, what, excerpt(d, file))
	case r.err == nil:
		d.add("read all the same", 1)
	case !r.typed:
		d.found("%s, %s: an error without its type: %v: %s", d.kind, what, r.err, excerpt(d, file))
	}
}

// excerpt is the file around the first byte that differs.
func excerpt(d *damaged, file []byte) string {
	at := 0
	for at < len(file) && at < len(d.whole) && file[at] == d.whole[at] {
		at++
	}
	return string(bytes.ToValidUTF8([]byte("byte "+itoa(at)+" of "+itoa(len(file))+": "), nil)) + quote(file[max(0, at-60):min(len(file), at+60)])
}
