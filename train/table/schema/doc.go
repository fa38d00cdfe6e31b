// Package schema turns the rows of any table into vectors to which a density can be fitted, and samples back into rows.
// All log p are in the data's own units.
//
//	s, err := schema.New(table.File{Path: "people.csv"}, nil)
//	fmt.Print(s)                                 // how each column is modelled
//	err = s.Set("income", "log missing=mask")    // another model of a column
//	err = s.Fit(people)                          // once more, after a change
//	rows, err := s.Encode(batch, seed)
//	train.Fit(ctx, flow, rows.X, &train.Settings{Condition: rows.Condition})
//	logp, err := flow.LogProbWith(ctx, rows.X, …) // of the vectors
//	rows.LogDensity(logp)                         // of the rows, −∞ where a row cannot be
//
// # What columns become
//
// With x the vector and J what Encode adds to its log-density:
//
//	number       x = v                          J = 0                        density per unit of v
//	  log        x = log(v − low)               J = −log(v − low)
//	  logit      x = log((v − low)/(high − v))  J = log(high − low) − log(v − low) − log(high − v)
//	  rounded    v + (u − ½)·cell for v         J + log(cell)                probability of v's cell
//	date         days since the first date, as a number; months, in cells, if all dates are first or last days of months
//	category     class: a one-hot condition     J = log P(class)             probability
//	             condition: a one-hot condition J = 0                        given the category
//	             variable: normal x, by level   J = log s − Σ log φ(x)       probability
//	constant, duplicate, left out               no entry; a row that differs there has density 0
//
// Bounds of rounded numbers are moved to edges of cells: positive counts, in cells of 1, are above 0.5.
//
// u is uniform in (0, 1), drawn by seed and row. If a row uses u, its log p is that of one draw of u: the mean of
// exp(log p) is the row's probability, and the mean of log p is at most the logarithm of that probability (Theis et
// al., A note on the evaluation of generative models, 2016). The function Average averages over several seeds.
//
// P(class) of two classes or more is (n − 1)/N for a combination that n > 0 of N rows have, and what is left is that of
// independent classes. So combinations that occurred once or never are as likely as their levels make them.
//
// A category that is a variable has an entry of x for each level. φ and Φ are the normal density and distribution
// function, s the shares of the levels in the data. The level is the one with the least −log Φ(x)/s, and x is drawn
// among the normal numbers for which it is: a flow that is a normal density gives each level its share, and the
// probabilities of all levels have the sum 1 for any flow (with arg max of Gumbel variables: Hoogeboom et al., Argmax
// flows, 2021). In model files from before, x is uniform in a unit cube, and what a flow has outside of all cubes is
// lost.
//
// A variable that is missing, under the rule mask, becomes a draw of a normal density q with the column's own mean and
// spread, with an entry of the condition that marks it as missing, and J = −log q. The mean of exp(log p) is then the
// density of the other columns, given that this one is missing.
//
// A number or date may be a condition instead: standardised, and for a date with sine and cosine of day, week or year
// on request. Sine and cosine cannot be variables: they follow from the date, so the two have no joint density.
package schema
