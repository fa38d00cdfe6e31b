// Standardising the model by the training rows and their conditions.

package train

import (
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// standardize sets the model's standardisation, unless it is to be kept, after checking all rows with it.
func (r *run) standardize(given set) error {
	data, condition := standardizationOf(r.model)
	keep := r.settings.KeepStandardization || r.last.batches.rows.len() == 0
	if !keep {
		var err error
		if data, condition, err = r.moments(); err != nil {
			return err
		}
	}
	if err := given.checkSize("data", r.model.Params(), data, condition); err != nil {
		return err
	}
	validation := set{x: r.settings.Validation, c: r.settings.ValidationCondition, w: r.settings.ValidationWeights}
	if err := validation.checkSize("validation data", r.model.Params(), data, condition); err != nil {
		return err
	}
	if keep {
		return nil
	}
	return errors.Wrapf(data.use(r.model, condition),
		"train: standardising by %d training rows; leave out columns without information, or set KeepStandardization", r.last.batches.rows.len())
}

// moments are the mean and standard deviation of the training rows and of their conditions. A constant condition
// becomes 0; unlike a constant column of the data it does no harm.
func (r *run) moments() (data, condition standardization, err error) {
	rows := r.last.batches.rows
	if data.Mean, data.Std, err = likelihood.Moments(rows.x, rows.w); err != nil {
		return data, condition, err
	}
	if _, ok := r.model.(Conditional); !ok || len(rows.c) == 0 {
		return data, condition, nil
	}
	condition.Mean, condition.Std, err = likelihood.Moments(rows.c, rows.w)
	for i, v := range condition.Std {
		if v == 0 {
			condition.Std[i] = 1
		}
	}
	return data, condition, err
}
