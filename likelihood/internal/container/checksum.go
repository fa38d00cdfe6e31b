// The checksum: what it covers, and in which order.

package container

import (
	"cmp"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
)

// checksum is the CRC-32C of the metadata, key and value in the order of keys, and of the tensors in the order of names:
// name, dtype, number of dimensions, sizes, data. Each text is followed by a zero byte. The checksum does not depend on the
// order in the file, so that a program which rewrites the file keeps the checksum.
func checksum(metadata map[string]string, tensors []safetensors.Tensor) (uint32, error) {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != checksumKey {
			add(sum, key, metadata[key])
		}
	}
	byName := slices.Clone(tensors)
	slices.SortFunc(byName, func(a, b safetensors.Tensor) int { return cmp.Compare(a.Name, b.Name) })
	for i := range byName {
		t := &byName[i]
		add(sum, t.Name, string(t.Dtype), strconv.Itoa(len(t.Shape)))
		for _, size := range t.Shape {
			binary.Write(sum, binary.LittleEndian, int64(size)) // a hash accepts all writes
		}
		if err := addData(sum, t); err != nil {
			return 0, err
		}
	}
	return sum.Sum32(), nil
}

func add(sum hash.Hash32, texts ...string) {
	for _, text := range texts {
		io.WriteString(sum, text)
		sum.Write([]byte{0})
	}
}

func addData(sum hash.Hash32, t *safetensors.Tensor) error {
	if t.WriteData != nil {
		return t.WriteData(sum)
	}
	_, err := sum.Write(t.Data)
	return err
}
