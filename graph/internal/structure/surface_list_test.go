// What TestNothingPanics calls.

package structure_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/safetensors"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/mpi"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/gorgoflow/gorgoflow/train/record"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
	"github.com/gorgoflow/gorgoflow/train/table/jsonlines"
	"github.com/gorgoflow/gorgoflow/train/table/parquet"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/gorgoflow/gorgoflow/train/table/sqltable"
	G "gorgonia.org/gorgonia"
)

// sum is a reduce.Partial of nothing.
type sum struct{}

func (*sum) Clear()   {}
func (*sum) Add(*sum) {}

// functions are all exported functions. One instance of a generic function stands for all.
var functions = map[string]any{
	"graph.Apply": graph.Apply, "graph.DependsOn": graph.DependsOn, "graph.Compile": graph.Compile[float64], "graph.Data": graph.Data[float64], "graph.DtypeOf": graph.DtypeOf[float32],
	"graph.Exclusive": graph.Exclusive, "graph.Guard": graph.Guard, "graph.JVP": graph.JVP, "graph.NewBuilder": graph.NewBuilder[float64],
	"graph.NewParams": graph.NewParams, "graph.PeakFlops": graph.PeakFlops[float32], "graph.Recover": graph.Recover, "graph.VJP": graph.VJP, "graph.Walk": graph.Walk,
	"graph.Wrap": graph.Wrap,

	"dynamics.Activations": dynamics.Activations, "dynamics.CondDim": dynamics.CondDim, "dynamics.FromFunc": dynamics.FromFunc, "dynamics.Layers": dynamics.Layers,
	"dynamics.NewConditionalField": dynamics.NewConditionalField, "dynamics.NewConv": dynamics.NewConv, "dynamics.NewConvIf": dynamics.NewConvIf, "dynamics.NewField": dynamics.NewField, "dynamics.NewMLP": dynamics.NewMLP,
	"dynamics.NewHollow": dynamics.NewHollow, "dynamics.NewHollowIf": dynamics.NewHollowIf,
	"dynamics.NewMLPIf": dynamics.NewMLPIf, "dynamics.TwiceDifferentiable": dynamics.TwiceDifferentiable,

	"integrate/ode.FromField": ode.FromField,
	"integrate.NewSolver":     integrate.NewSolver[float64], "integrate.Printer": integrate.Printer,
	"integrate/layer.At": layer.At, "integrate/layer.AtNode": layer.AtNode, "integrate/layer.Leaves": layer.Leaves, "integrate/layer.NewLayer": layer.NewLayer[float64],
	"integrate/layer.Unroll": layer.Unroll, "integrate/layer.UnrollField": layer.UnrollField,
	"integrate/problems.All": problems.All, "integrate/problems.Find": problems.Find, "integrate/problems.Of": problems.Of, "integrate/problems.Pose": problems.Pose[float64],

	"likelihood/atomicfile.CanWrite": atomicfile.CanWrite, "likelihood/atomicfile.Write": atomicfile.Write,
	"likelihood/base.Check": base.Check, "likelihood/base.Draw": base.Draw, "likelihood/base.LogProbScore": base.LogProbScore,
	"likelihood/base.NewDiagonalGaussian": base.NewDiagonalGaussian, "likelihood/base.NewGaussian": base.NewGaussian,
	"likelihood/base.NewGaussianFactor": base.NewGaussianFactor, "likelihood/base.NewMixture": base.NewMixture,
	"likelihood/audit.Run": audit.Run, "likelihood/safetensors.NewFloat32": safetensors.NewFloat32, "likelihood/safetensors.NewFloat64": safetensors.NewFloat64,
	"likelihood/safetensors.Read": safetensors.Read,
	"likelihood/torch.FFJORD":     torch.FFJORD, "likelihood/torch.FFJORDState": torch.FFJORDState, "likelihood/torch.Read": torch.Read, "likelihood/torch.ReadFile": torch.ReadFile,
	"likelihood/torch.Sequential": torch.Sequential, "likelihood/torch.SequentialState": torch.SequentialState, "likelihood/torch.Zuko": torch.Zuko,
	"likelihood/torch.ZukoState": torch.ZukoState,
	"likelihood/manifold.New":    manifold.New, "likelihood/manifold.NewField": manifold.NewField, "likelihood/manifold.NewMixture": manifold.NewMixture,
	"likelihood/manifold.Plane": manifold.Plane, "likelihood/manifold.Product": manifold.Product, "likelihood/manifold.Sphere": manifold.Sphere,
	"likelihood/manifold.Torus": manifold.Torus,
	"likelihood.NewEnsemble":    likelihood.NewEnsemble, "likelihood/marginal.Fit": marginal.Fit, "likelihood/marginal.New": marginal.New,
	"likelihood/base/em.Fit": em.Fit, "likelihood/base/kernel.New": kernel.New,
	"likelihood.Load": likelihood.Load, "likelihood.LoadFile": likelihood.LoadFile,
	"likelihood.LoadModel": likelihood.LoadModel, "likelihood.LoadModelFile": likelihood.LoadModelFile,
	"likelihood.Moments": likelihood.Moments, "likelihood.New": likelihood.New,
	"likelihood/augment.New": augment.New, "likelihood.NewStack": likelihood.NewStack, "likelihood/modelfile.RegisterBase": modelfile.RegisterBase,
	"likelihood/modelfile.RegisterField": modelfile.RegisterField,

	"train.Auto": train.Auto, "likelihood/marginal.Kinds": marginal.Kinds,
	"train.Constant": train.Constant, "train.Cosine": train.Cosine, "train.Fit": train.Fit, "train/mpi.Join": mpi.Join, "train/optim.Move": optim.Move, "train.NewPrinter": train.NewPrinter, "train.NewScore": train.NewScore,
	"train/record.All": record.All, "train/record.JSONLines": record.JSONLines, "train/record.NewTensorBoard": record.NewTensorBoard,
	"train/record.Slog":   record.Slog,
	"train/table.Batches": table.Batches, "train/table.Copy": table.Copy, "train/table.Create": table.Create, "train/table.DateLayout": table.DateLayout,
	"train/table.Each": table.Each, "train/table.FormatNumber": table.FormatNumber, "train/table.Formats": table.Formats, "train/table.New": table.New,
	"train/table.NewCSVWriter": table.NewCSVWriter, "train/table.NewDates": table.NewDates, "train/table.NewInput": table.NewInput,
	"train/table.NewNumbers": table.NewNumbers, "train/table.NewReader": table.NewReader, "train/table.NewTexts": table.NewTexts, "train/table.ReadAll": table.ReadAll,
	"train/table.ReadFile": table.ReadFile, "train/table.ReadRest": table.ReadRest, "train/table.Register": table.Register, "train/table.Retype": table.Retype,
	"train/table/arrow.NewFileWriter": arrow.NewFileWriter, "train/table/arrow.NewStreamReader": arrow.NewStreamReader,
	"train/table/arrow.NewStreamWriter": arrow.NewStreamWriter, "train/table/jsonlines.NewWriter": jsonlines.NewWriter,
	"train/table/parquet.NewWriter": parquet.NewWriter, "train/table/schema.Average": schema.Average, "train/table/schema.New": schema.New,
	"train/table/sqltable.New": sqltable.New,
}

// receivers are nil pointers to all exported types with methods.
var receivers = []any{
	(*graph.Builder)(nil), (*graph.DtypeError)(nil), (*graph.HashCollisionError)(nil), (*graph.MissingInputError)(nil), (*graph.NotDifferentiableError)(nil),
	(*graph.NotFiniteError)(nil), (*graph.NotLinearError)(nil), (*graph.NotRowwiseError)(nil), (*graph.PanicError)(nil), (*graph.Param)(nil), (*graph.Params)(nil),
	(*graph.Program[float64])(nil), (*graph.ShapeError)(nil),

	(*dynamics.Activation)(nil), (*dynamics.Conv)(nil), (*dynamics.Hollow)(nil), (*dynamics.Image)(nil), (*dynamics.Layer)(nil), (*dynamics.MLP)(nil), (*dynamics.MixedRowsError)(nil),
	(*dynamics.NotSmoothError)(nil), (*dynamics.SettingError)(nil), (*dynamics.UndeclaredError)(nil), (*dynamics.WeightsError)(nil),

	(*tableau.Tableau)(nil),
	(*ode.CoincidenceError)(nil), (*ode.Dense)(nil), (*ode.NotFiniteError)(nil), (*ode.Stats)(nil), (*ode.Status)(nil), (*ode.StepError)(nil),
	(*reduce.Ordered[*sum])(nil), (*integrate.Controller)(nil), (*integrate.ResolutionError)(nil), (*integrate.Settings)(nil),
	(*integrate.Solver[float64])(nil), (*integrate.StiffnessError)(nil), (*layer.Layer[float64])(nil), (*problems.Problem)(nil),

	(*base.Gaussian)(nil), (*base.Mixture)(nil), (*base.Standard)(nil), (*kernel.Density)(nil), (*trace.Plan)(nil), (*trace.Method)(nil), (*audit.Report)(nil), (*manifold.Mixture)(nil),
	(*augment.Flow)(nil), (*likelihood.Certificate)(nil), (*likelihood.DataError)(nil), (*likelihood.Density)(nil), (*modelfile.Error)(nil),
	(*likelihood.Ensemble)(nil), (*marginal.Transform)(nil),
	(*likelihood.Flow)(nil), (*likelihood.RowsError)(nil), (*likelihood.UncertainError)(nil),
	(*safetensors.Dtype)(nil), (*safetensors.File)(nil), (*safetensors.FormatError)(nil), (*safetensors.Tensor)(nil),
	(*torch.Entry)(nil), (*torch.FileError)(nil), (*torch.GlobalError)(nil), (*torch.ModelError)(nil), (*torch.Report)(nil), (*torch.StateDict)(nil), (*torch.StateError)(nil),

	(*train.Choice)(nil), (*marginal.Kind)(nil), (*train.CheckpointError)(nil), (*mpi.LibraryError)(nil), (*mpi.World)(nil), (*train.DivergedError)(nil), (*train.Printer)(nil), (*train.Record)(nil), (*train.Status)(nil),
	(*record.TensorBoard)(nil), (*objective.Coupling)(nil), (*objective.FlowMatching)(nil), (*objective.MaximumLikelihood)(nil), (*objective.Target)(nil),
	(*optim.Adam)(nil), (*optim.LBFGS)(nil), (*optim.SGD)(nil), (*optim.State)(nil),
	(*table.Column)(nil), (*table.ColumnError)(nil), (*table.FieldError)(nil), (*table.File)(nil), (*table.FormatError)(nil), (*table.Header)(nil), (*table.Input)(nil),
	(*table.Options)(nil), (*table.Place)(nil), (*table.RowError)(nil), (*table.Table)(nil), (*table.Type)(nil),
	(*schema.Cell)(nil), (*schema.Encoded)(nil), (*schema.Encoder)(nil), (*schema.MissingError)(nil), (*schema.Other)(nil), (*schema.Schema)(nil), (*sqltable.Query)(nil),
}

// made are receivers that can be used.
func made(t *testing.T) []any {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatalf("%+v", err)
		}
	}
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}})
	must(err)
	flow, err := likelihood.New(field, nil)
	must(err)
	stack, err := likelihood.NewStack([]dynamics.Field{field}, nil)
	must(err)
	joint, err := likelihood.New(field, nil)
	must(err)
	augmented, err := augment.New(joint, 1)
	must(err)
	solver, err := integrate.NewSolver[float64](problems.All()[0].System(), nil)
	must(err)
	inGraph, err := layer.NewLayer[float64](problems.All()[0].System(), nil)
	must(err)
	own, err := dynamics.NewField(2, graph.NewParams(graph.DtypeOf[float64]()), func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return z })
	must(err)
	gaussian, err := base.NewDiagonalGaussian([]float64{1, 2}, []float64{1, 1})
	must(err)
	mixture, err := base.NewMixture([]float64{1}, gaussian)
	must(err)
	ensemble, err := likelihood.NewEnsemble(nil, likelihood.Member{Weight: 1, Base: gaussian})
	must(err)
	columns, err := marginal.Fit(t.Context(), [][]float64{{1, 2}, {2, 5}, {4, 3}}, nil)
	must(err)
	params := graph.NewParams(graph.DtypeOf[float64]())
	param, err := params.Add("a", 1, 2)
	must(err)
	rows, err := table.New(table.NewNumbers("x", 1, 2), table.NewTexts("y", "a", "b"))
	must(err)
	of, err := schema.New(rows, nil)
	must(err)
	onSphere, err := manifold.NewMixture([]float64{1}, [][]float64{{0, 0, 1}}, []float64{2})
	must(err)
	b := graph.NewBuilder[float64](2)
	return []any{onSphere, field, flow, stack, augmented, solver, inGraph, own, gaussian, mixture, ensemble, columns, params, param, b, rows, of}
}
