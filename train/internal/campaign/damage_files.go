// The files that are damaged: models and stacks, checkpoints, safetensors, and NumPy's archives.
package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
	"github.com/gorgoflow/gorgoflow/train"
)

func itoa(n int) string        { return strconv.Itoa(n) }
func quote(text []byte) string { return strconv.Quote(string(text)) }

// newModelDamage is the damage of a flow or a stack, read by Load.
func newModelDamage(t *trial) *damaged {
	p := randomPlan(t.rng)
	p.shrink()
	p.extra = 0
	m, err := p.make(1)
	var file bytes.Buffer
	if err == nil {
		err = saved(m).Save(&file)
	}
	if err != nil {
		t.found("%v: %v", p, err)
		return nil
	}
	d := &damaged{trial: t, kind: "flow", whole: file.Bytes(), checked: true}
	if p.flows > 0 {
		d.kind = "stack"
	}
	d.read = func(file []byte) reading {
		read, err := p.load(file)
		if err != nil {
			var panicked *graph.PanicError
			known := errors.Is(err, modelfile.ErrUnusable) || errors.Is(err, modelfile.ErrUnknownKind)
			return reading{err, known && !errors.As(err, &panicked), false}
		}
		var repeated bytes.Buffer
		err = read.Save(&repeated)
		return reading{err, false, bytes.Equal(repeated.Bytes(), d.whole)}
	}
	d.body, d.forge = modelBody(t, d.whole)
	if !bytes.Equal(d.forge(d.body), d.whole) {
		t.found("%v: the checksum is not that of the documentation", p)
	}
	return d
}

// modelBody is the description in the metadata of a model file, or all of its header, and a function that makes a file of
// another body.
func modelBody(t *trial, whole []byte) ([]byte, func([]byte) []byte) {
	end := 8 + binary.LittleEndian.Uint64(whole)
	if t.chance(0.3) {
		return whole[8:end], func(header []byte) []byte {
			file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
			return withChecksum(append(append(file, header...), whole[end:]...), func(*safetensors.File) {})
		}
	}
	content, err := safetensors.Read(bytes.NewReader(whole))
	if err != nil {
		panic(err)
	}
	return []byte(content.Metadata["model"]), func(model []byte) []byte {
		return withChecksum(whole, func(f *safetensors.File) { f.Metadata["model"] = string(bytes.ToValidUTF8(model, nil)) })
	}
}

// withChecksum changes a safetensors file and gives it the checksum of model files: CRC-32C of the metadata by key and of
// the tensors by name. It is nil if the file is not a safetensors file.
func withChecksum(whole []byte, change func(*safetensors.File)) []byte {
	f, err := safetensors.Read(bytes.NewReader(whole))
	if err != nil || f.Metadata == nil {
		return nil
	}
	change(f)
	delete(f.Metadata, "checksum")
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	for _, key := range slices.Sorted(maps.Keys(f.Metadata)) {
		fmt.Fprintf(sum, "%s\x00%s\x00", key, f.Metadata[key])
	}
	slices.SortFunc(f.Tensors, func(a, b safetensors.Tensor) int { return cmp.Compare(a.Name, b.Name) })
	for _, x := range f.Tensors {
		fmt.Fprintf(sum, "%s\x00%s\x00%d\x00", x.Name, x.Dtype, len(x.Shape))
		for _, size := range x.Shape {
			binary.Write(sum, binary.LittleEndian, int64(size))
		}
		sum.Write(x.Data)
	}
	f.Metadata["checksum"] = strconv.FormatUint(uint64(sum.Sum32()), 10)
	var file bytes.Buffer
	if f.Write(&file) != nil {
		return nil
	}
	return file.Bytes()
}

// newCheckpointDamage is the damage of a short training's checkpoint, read by a train.Fit that resumes.
func newCheckpointDamage(t *trial) *damaged {
	p := randomPlan(t.rng)
	p.shrink()
	m, err := p.make(1)
	if err != nil {
		t.found("%v: %v", p, err)
		return nil
	}
	x := drawRows(t.rng, 12, m.Dim())
	s := &train.Settings{Iterations: 2, Batch: 6, Progress: io.Discard, Condition: condition(t.rng, m, len(x)), Checkpoint: filepath.Join(t.folder(), "run"), Resume: true}
	if _, err := train.Fit(context.Background(), m, x, s); err != nil {
		t.found("%v: %v", p, err)
		return nil
	}
	whole, err := os.ReadFile(s.Checkpoint)
	if err != nil {
		t.found("%v: no checkpoint: %v", p, err)
		return nil
	}
	d := &damaged{trial: t, kind: "checkpoint", whole: whole, checked: true}
	want := bits(m)
	d.read = func(file []byte) reading {
		if err := os.WriteFile(s.Checkpoint, file, 0o644); err != nil {
			return reading{err, false, false}
		}
		before := bits(m)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, err := train.Fit(ctx, m, x, s)
		typed := errors.Is(err, train.ErrCheckpoint) || errors.Is(err, likelihood.ErrNotFinite)
		if err != nil && typed && !sameBits(before, bits(m)) {
			return reading{errors.Join(errors.New("the flow has changed"), err), false, false}
		}
		typed = typed || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, train.ErrDiverged)
		return reading{err, typed, sameBits(want, bits(m))}
	}
	d.body, d.forge = checkpointBody(whole)
	return d
}

// checkpointBody is the part of a checkpoint after the magic line and the CRC-32.
func checkpointBody(whole []byte) ([]byte, func([]byte) []byte) {
	start := bytes.IndexByte(whole, '\n') + 1
	return whole[start+4:], func(body []byte) []byte {
		file := binary.LittleEndian.AppendUint32(bytes.Clone(whole[:start]), crc32.ChecksumIEEE(body))
		return append(file, body...)
	}
}

// tensors are some of any shape and of two types.
func tensors(t *trial) []safetensors.Tensor {
	n := 1 + t.rng.IntN(3)
	return []safetensors.Tensor{
		safetensors.NewFloat32("layers.0.weight", []int{n, 2}, draw[float32](t.rng, 2*n, 1)),
		safetensors.NewFloat64("layers.0.bias", []int{n}, draw[float64](t.rng, n, 1)),
		safetensors.NewFloat64("end", nil, []float64{1}),
	}
}

// newTensorDamage is the damage of a safetensors file. The format has no checksum: a damaged file may be read as other
// numbers.
func newTensorDamage(t *trial) *damaged {
	var file bytes.Buffer
	f := &safetensors.File{Metadata: map[string]string{"key": "value"}, Tensors: tensors(t)}
	if err := f.Write(&file); err != nil {
		t.found("safetensors: %v", err)
		return nil
	}
	d := &damaged{trial: t, kind: "safetensors", whole: file.Bytes()}
	d.read = func(file []byte) reading {
		read, err := safetensors.Read(bytes.NewReader(file))
		var format *safetensors.FormatError
		if err != nil {
			return reading{err, errors.As(err, &format), false}
		}
		for i := range read.Tensors {
			if _, err := read.Tensors[i].Float64s(); err != nil && !errors.As(err, &format) {
				return reading{err, false, false}
			}
		}
		return reading{nil, true, bytes.Equal(file, d.whole)}
	}
	return d
}

// newArchiveDamage is the damage of a NumPy file, read by torch.Read, which also finds out the format.
func newArchiveDamage(t *trial) *damaged {
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for _, x := range tensors(t)[1:] {
		w, err := z.CreateHeader(&zip.FileHeader{Name: x.Name + ".npy", Method: pick(t.rng, zip.Store, zip.Deflate)})
		if err != nil {
			t.found("archive: %v", err)
			return nil
		}
		w.Write(npy(x))
	}
	z.Close()
	d := &damaged{trial: t, kind: "archive", whole: file.Bytes()}
	d.read = func(file []byte) reading {
		_, err := torch.Read(bytes.NewReader(file), nil)
		var format *torch.FileError
		return reading{err, errors.As(err, &format), bytes.Equal(file, d.whole)}
	}
	return d
}

// npy is a tensor of float64 in NumPy's own format, version 1.
func npy(x safetensors.Tensor) []byte {
	shape := "()"
	if len(x.Shape) > 0 {
		shape = "(" + itoa(x.Shape[0]) + ",)"
	}
	header := "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }\n"
	file := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), 0)
	return append(append(file, header...), x.Data...)
}
