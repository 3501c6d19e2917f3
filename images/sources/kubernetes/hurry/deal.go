package hurry

// Hands is how many do at once what one would do alone.
const Hands = 4

// Deal gives each of them a part.
func Deal[T any](all []T) [Hands][]T {
	var parts [Hands][]T
	for i, one := range all {
		parts[i%Hands] = append(parts[i%Hands], one)
	}
	return parts
}
