//! Whom an office knows by their keys, and a phone its office: what a signature is worth here.
//!
//! Invariant: a key counts only where a person compared its six words ([`super::key`]). A phone that is enrolled under one
//! key and comes with another is refused, because whoever knows a phone's number could write in its name. What surprises: a
//! signature that is missing is said and not refused; a worker whose phone cannot sign hands over all the same.

use super::key::PublicKey;
use crate::domain::id::DeviceId;

/// What is known of who made a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Signed with the key that was compared with its owner, who stands here under this name.
    Enrolled(String),
    /// Signed with a key that nobody has compared here.
    Unknown,
    /// Not signed; the name under which the phone is enrolled, whose files should be.
    Unsigned(Option<String>),
}

/// The file is signed with another key than the one that was compared with this owner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("signed with another key than the one that is known")]
pub struct OtherKey(pub String);

/// What a hand-over's signature is worth, by the keys of the workers.
///
/// # Errors
/// [`OtherKey`]: the file is not to be taken.
pub fn of_worker(
    roster: &[PublicKey],
    device: DeviceId,
    signing: Option<&[u8; 32]>,
) -> Result<Standing, OtherKey> {
    let by_device = roster.iter().find(|one| one.device == Some(device));
    let Some(signing) = signing else {
        return Ok(Standing::Unsigned(by_device.map(|one| one.name.clone())));
    };
    // Nobody signs in the name of another worker's phone, whoever they are.
    if let Some(one) = by_device.filter(|one| one.signing != *signing) {
        return Err(OtherKey(one.name.clone()));
    }
    // A phone that was restored goes on under a new number with its old key.
    let known = roster.iter().find(|one| one.signing == *signing);
    Ok(known.map_or(Standing::Unknown, |one| Standing::Enrolled(one.name.clone())))
}

/// What the signature of a receipt or pack is worth, by the office that this phone is paired with. A false receipt could make
/// a phone leave out what the office never had, so a paired phone takes none but its office's.
///
/// # Errors
/// [`OtherKey`]: the file is not to be taken.
pub fn of_office(paired: Option<&PublicKey>, signing: Option<&[u8; 32]>) -> Result<Standing, OtherKey> {
    match (paired, signing) {
        (Some(office), Some(signing)) if office.signing == *signing => {
            Ok(Standing::Enrolled(office.name.clone()))
        }
        (Some(office), _) => Err(OtherKey(office.name.clone())),
        (None, Some(_)) => Ok(Standing::Unknown),
        (None, None) => Ok(Standing::Unsigned(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::key::Role;

    fn key(name: &str, device: u8, signing: u8) -> PublicKey {
        PublicKey {
            role: Role::Worker,
            name: name.into(),
            device: Some(DeviceId([device; 16])),
            recipient: String::new(),
            signing: [signing; 32],
        }
    }

    #[test]
    fn a_phone_is_known_by_its_key_and_refused_under_another() {
        let roster = [key("Rina", 1, 11), key("Tono", 2, 12)];
        let of = |device: u8, signing: Option<u8>| {
            of_worker(&roster, DeviceId([device; 16]), signing.map(|byte| [byte; 32]).as_ref())
        };
        assert_eq!(of(1, Some(11)), Ok(Standing::Enrolled("Rina".into())));
        assert_eq!(of(9, Some(11)), Ok(Standing::Enrolled("Rina".into())), "restored under a new number");
        assert_eq!(of(1, Some(99)), Err(OtherKey("Rina".into())));
        assert_eq!(of(1, Some(12)), Err(OtherKey("Rina".into())), "Tono in the name of Rina's phone");
        assert_eq!(of(9, Some(99)), Ok(Standing::Unknown));
        assert_eq!(of(1, None), Ok(Standing::Unsigned(Some("Rina".into()))));
        assert_eq!(of(9, None), Ok(Standing::Unsigned(None)));
    }

    #[test]
    fn a_paired_phone_believes_its_office_alone() {
        let office = key("Dinsos", 5, 15);
        assert_eq!(of_office(Some(&office), Some(&[15; 32])), Ok(Standing::Enrolled("Dinsos".into())));
        assert_eq!(of_office(Some(&office), Some(&[16; 32])), Err(OtherKey("Dinsos".into())));
        assert_eq!(of_office(Some(&office), None), Err(OtherKey("Dinsos".into())));
        assert_eq!(of_office(None, Some(&[16; 32])), Ok(Standing::Unknown));
        assert_eq!(of_office(None, None), Ok(Standing::Unsigned(None)));
    }
}
