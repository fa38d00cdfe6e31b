// Image: the shape of images in rows, and their squeezing.

package dynamics

import "fmt"

// Image is the shape of an image whose pixels are the columns of a row: pixel (i, j) of channel c is column
// (c·Height+i)·Width+j.
type Image struct {
	Channels int `json:"channels"`
	Height   int `json:"height"`
	Width    int `json:"width"`
}

// Dim is the number of columns.
func (i Image) Dim() int { return i.Channels * i.Height * i.Width }

func (i Image) String() string { return fmt.Sprintf("%d×%d×%d", i.Channels, i.Height, i.Width) }

// check refuses images that are empty or too large.
func (i Image) check() error {
	if !i.holds(maxWidth) {
		return &SettingError{"image", i.String(), fmt.Sprintf("from 1 to %d numbers", maxWidth)}
	}
	return nil
}

// holds says whether the image has from 1 to most numbers. It divides, since the product may be too large for an int.
func (i Image) holds(most int) bool {
	for _, n := range []int{i.Channels, i.Height, i.Width} {
		if n < 1 || n > most {
			return false
		}
		most /= n
	}
	return true
}

// Squeeze returns the image with the same numbers, half the height and width and four times the channels: channel
// 4c+2u+v holds the pixels (2i+u, 2j+v) of channel c, as in RealNVP (Dinh et al. 2017) and FFJORD's code. columns are
// the columns of a row that hold the image; nil means 0, 1, …. The result of holds the columns of the squeezed image. A
// permutation has determinant 1, so a flow of the squeezed image is a flow of the columns of
// (likelihood.StackSettings.Columns), and a flow of the first half of its channels one of the first half of these
// columns.
//
// An odd height or width is a *SettingError, and so is a number of columns other than the image's.
func (i Image) Squeeze(columns []int) (squeezed Image, of []int, err error) {
	if err := i.check(); err != nil {
		return Image{}, nil, err
	}
	if i.Height%2 != 0 || i.Width%2 != 0 {
		return Image{}, nil, &SettingError{"image", i.String(), "an even height and width"}
	}
	if columns != nil && len(columns) != i.Dim() {
		return Image{}, nil, &SettingError{"columns", fmt.Sprintf("%d of them", len(columns)), fmt.Sprintf("%d, those of the image", i.Dim())}
	}
	squeezed = Image{4 * i.Channels, i.Height / 2, i.Width / 2}
	of = make([]int, i.Dim())
	for k := range of {
		column, line, channel := k%squeezed.Width, k/squeezed.Width%squeezed.Height, k/(squeezed.Width*squeezed.Height)
		of[k] = (channel/4*i.Height+2*line+channel%4/2)*i.Width + 2*column + channel%2
		if columns != nil {
			of[k] = columns[of[k]]
		}
	}
	return squeezed, of, nil
}
