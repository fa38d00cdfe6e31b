// This file has the operands of element-wise functions.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// Operand is an input of an element-wise function over features × lanes. Element (c, r) is
// Data[c·FeatureStride + r·LaneStride]. LaneStride is 1 or 0:
//
//	FeatureStride ld, LaneStride 1   a full operand, lanes contiguous
//	FeatureStride s,  LaneStride 0   one value a feature, the same for all lanes (a bias or gate row)
//	FeatureStride 0,  LaneStride 1   one value a lane, the same for all features (t, or a step size)
//	FeatureStride 0,  LaneStride 0   one scalar
type Operand[T scalar.Float] struct {
	Data                      []T
	FeatureStride, LaneStride int
}

// Full is an operand with contiguous lanes and ld elements from feature to feature.
func Full[T scalar.Float](data []T, ld int) Operand[T] { return Operand[T]{data, ld, 1} }

// PerFeature is an operand with one value a feature, stride elements apart.
func PerFeature[T scalar.Float](data []T, stride int) Operand[T] { return Operand[T]{data, stride, 0} }

// PerLane is an operand with one value a lane, shared by all features.
func PerLane[T scalar.Float](data []T) Operand[T] { return Operand[T]{data, 0, 1} }

// Scalar is an operand of one value, data[0].
func Scalar[T scalar.Float](data []T) Operand[T] { return Operand[T]{data, 0, 0} }

func (x *Operand[T]) check(features, lanes int) {
	_ = x.Data[(features-1)*x.FeatureStride+(lanes-1)*x.LaneStride]
}

// flat says whether all features of the operand can be treated as one run of lanes.
func (x *Operand[T]) flat(lanes int) bool {
	return x.FeatureStride == lanes*x.LaneStride
}

// roomy says whether whole vectors of lanes may be touched without touching the next feature.
func (x *Operand[T]) roomy(features, lanes int) bool {
	return x.LaneStride == 0 || x.FeatureStride == 0 || features == 1 || x.FeatureStride >= wholeLanes[T](lanes)
}

func (x *Operand[T]) at(feature, lane int) T {
	return x.Data[feature*x.FeatureStride+lane*x.LaneStride]
}

// from returns the operand from a feature and a lane on.
func (x *Operand[T]) from(feature, lane int) Operand[T] {
	return Operand[T]{x.Data[feature*x.FeatureStride+lane*x.LaneStride:], x.FeatureStride, x.LaneStride}
}

// wholeVectors says whether a tile with features ldd apart may be computed in whole vectors.
func wholeVectors[T scalar.Float](features, lanes, ldd int) bool {
	return features == 1 || ldd >= wholeLanes[T](lanes)
}
