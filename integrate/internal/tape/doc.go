// Package tape keeps the accepted steps of rows for a replay, and bounds the memory that their
// states take: beyond a budget only some states are kept, as checkpoints.
package tape
