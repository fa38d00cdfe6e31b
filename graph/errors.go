// Errors: what is wrong with a node, a shape or a type, and what would be right.

package graph

import (
	"fmt"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Sentinels; compare with errors.Is.
var (
	// ErrNilNode: a node is missing where one is needed.
	ErrNilNode = errors.New("graph: nil node")
	// ErrDuplicateInput: a name is used twice. Gorgonia would silently make one node of both.
	ErrDuplicateInput = errors.New("graph: duplicate name")
	// ErrDifferentGraphs: the nodes of one expression belong to different graphs.
	ErrDifferentGraphs = errors.New("graph: nodes of different graphs")
	// ErrEmptyBatch: a batch needs at least one row.
	ErrEmptyBatch = errors.New("graph: empty batch")
	// ErrLengths: lists whose elements belong together in pairs have different lengths.
	ErrLengths = errors.New("graph: lists of different lengths")
)

// ShapeError says that an operation cannot take operands of these shapes.
type ShapeError struct {
	Op   string         // operation, or what was being done
	Got  []tensor.Shape // shapes as given
	Want string         // what would be right
}

func (e *ShapeError) Error() string {
	got := make([]string, len(e.Got))
	for i, s := range e.Got {
		got[i] = formatShape(s)
	}
	if len(got) == 0 {
		return fmt.Sprintf("graph: %s: want %s", e.Op, e.Want)
	}
	return fmt.Sprintf("graph: %s of %s: want %s", e.Op, strings.Join(got, " and "), e.Want)
}

func formatShape(s tensor.Shape) string {
	if len(s) == 0 {
		return "scalar"
	}
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint([]int(s))), "×"), "[]")
}

// DtypeError says that something has the wrong element type.
type DtypeError struct {
	Place     string
	Got, Want tensor.Dtype
}

func (e *DtypeError) Error() string {
	return fmt.Sprintf("graph: %s has dtype %v, want %v", e.Place, e.Got, e.Want)
}

// NotDifferentiableError says that a derivative was asked through an operation that has none.
type NotDifferentiableError struct {
	Op   string // the operation, as its String method prints it
	Node int64  // id of the node in its graph
	Why  string
}

func (e *NotDifferentiableError) Error() string {
	return fmt.Sprintf("graph: node %d: operation %q is not differentiable: %s", e.Node, e.Op, e.Why)
}

// NotRowwiseError says that several tangents or cotangents at once met an operation that does not act on each row
// alone. It would mix the tangents, which are stored as copies of the batch.
type NotRowwiseError struct{ Op string }

func (e *NotRowwiseError) Error() string {
	return fmt.Sprintf("graph: %s does not act on each row of the batch alone: it takes one (co)tangent at a time", e.Op)
}

// HashCollisionError says that Gorgonia, which tells nodes apart by 32-bit hashes, returned another node than the
// requested one, and that no other hash was found.
type HashCollisionError struct {
	Op   string
	Node int64 // the node that Gorgonia returned
}

func (e *HashCollisionError) Error() string {
	return fmt.Sprintf("graph: hash collision: asked for %q, got node %d, which is something else", e.Op, e.Node)
}

// NotFiniteError names the element of a parameter that is not a finite number.
type NotFiniteError struct {
	Param    string
	Row, Col int
	Value    float64
}

func (e *NotFiniteError) Error() string {
	return fmt.Sprintf("graph: parameter %q: element (%d,%d) is %v", e.Param, e.Row, e.Col, e.Value)
}
