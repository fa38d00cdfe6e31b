// All: several recorders of one run.

package record

import "github.com/gorgoflow/gorgoflow/train"

// All calls the recorders in their order, and stops at the first error. It skips nil recorders.
func All(recorders ...train.Recorder) train.Recorder {
	var list all
	for _, r := range recorders {
		if r != nil {
			list = append(list, r)
		}
	}
	return list
}

type all []train.Recorder

func (a all) Init() error {
	for _, r := range a {
		if err := r.Init(); err != nil {
			return err
		}
	}
	return nil
}

func (a all) Record(record *train.Record) error {
	for _, r := range a {
		if err := r.Record(record); err != nil {
			return err
		}
	}
	return nil
}
