//! Forms made from the declarations of record kinds.
