//! The rules of domain.md §5.
