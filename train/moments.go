// Mean and standard deviation of columns, as a model has them.

package train

import "context"

// standardization is the mean and standard deviation of each column; nil means none.
type standardization struct{ Mean, Std []float64 }

// standardizationOf returns a model's standardisation of its data and its conditions.
func standardizationOf(model Model) (data, condition standardization) {
	data.Mean, data.Std = model.Standardization()
	if m, ok := model.(Conditional); ok {
		condition.Mean, condition.Std = m.ConditionStandardization()
	}
	return data, condition
}

// before is what a run that takes no step leaves in the model.
type before struct {
	data, condition standardization
	weights         weights
}

// beforeRun is what the model has before a run changes it.
func beforeRun(model Model) *before {
	b := &before{weights: copyOf(model.Params())}
	b.data, b.condition = standardizationOf(model)
	return b
}

// restore gives the model what it has had, which cannot fail.
func (b *before) restore(model Model) {
	if b == nil {
		return
	}
	_ = b.data.use(model, b.condition)
	_ = model.Update(context.Background(), func() error { return b.weights.write(model.Params()) })
}

// use sets the standardisation of data and of conditions in the model.
func (data standardization) use(model Model, condition standardization) error {
	if err := model.Standardize(data.Mean, data.Std); err != nil {
		return err
	}
	if m, ok := model.(Conditional); ok {
		return m.StandardizeCondition(condition.Mean, condition.Std)
	}
	return nil
}
