// Locks that are taken together.

package rwlock

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
)

// Locks are taken together, always in the order of the list; Together makes one.
type Locks []*Lock

// numbers is the number of locks that have one.
var numbers atomic.Uint64

// Together is a list of locks in an order that is the same for all lists, and in which each is once: calls that took locks
// in other orders, or one lock again while a writer waits for it, would wait for each other for ever.
func Together(locks ...*Lock) Locks {
	list := slices.Clone(locks)
	for _, l := range list {
		if l.number.Load() == 0 {
			l.number.CompareAndSwap(0, numbers.Add(1))
		}
	}
	slices.SortFunc(list, func(a, b *Lock) int { return cmp.Compare(a.number.Load(), b.number.Load()) })
	return slices.Compact(list)
}

// Read takes all locks beside other readers, or none.
func (l Locks) Read(ctx context.Context) error { return l.take(ctx, (*Lock).Read, (*Lock).EndRead) }

// Write takes all locks alone, or none.
func (l Locks) Write(ctx context.Context) error { return l.take(ctx, (*Lock).Write, (*Lock).EndWrite) }

// EndRead gives back what Read took.
func (l Locks) EndRead() { l.end((*Lock).EndRead) }

// EndWrite gives back what Write took.
func (l Locks) EndWrite() { l.end((*Lock).EndWrite) }

func (l Locks) take(ctx context.Context, take func(*Lock, context.Context) error, end func(*Lock)) error {
	for i, each := range l {
		if err := take(each, ctx); err != nil {
			l[:i].end(end)
			return err
		}
	}
	return nil
}

func (l Locks) end(end func(*Lock)) {
	for _, each := range l {
		end(each)
	}
}
