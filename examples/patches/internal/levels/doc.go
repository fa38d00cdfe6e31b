// Package levels is an exact density of patches many of whose adjacent pixels have the same grey level, or nearly so:
// one of whole numbers, seen through the noise that was added to them.
//
// Pixels are v = u + uniform[0,1), in grey levels u that are whole numbers with a probability r(u) that is the same for
// u and u plus a constant. A patch y without its mean comes from all v = y + m. The map from (m, y without its last
// pixel) to v has the determinant side², so that the density of y without its last pixel is
//
//	p(y) = side² ∫₀¹ r(⌊y + m⌋) dm
//
// where ⌊y + m⌋ has side²+1 values, each pixel going up by one at an m of its own. For patches of one level alone this
// is side²·max(0, 1 - (max y - min y)). A normal density that has their moments is lower by half of log(πe/6), 0.18
// nats, a pixel.
//
// r is a product over pixels, each given the differences between pixels before it (Rissanen and Langdon, Universal
// modeling and coding, 1981): frequencies that were counted, those of a longer context beside those of a shorter one.
// Distances of many levels share a frequency. It is a mixture of such products, for smooth, for rougher and for partly
// flat patches, and the same under the symmetries of a square and under negation.
package levels
