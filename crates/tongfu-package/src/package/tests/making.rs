use super::*;
use crate::operation::MAX_OPERATION_BYTES;

fn writer(sample: &Sample, name: &str) -> Result<Writer, PackageError> {
    Writer::new(
        &sample.path(name),
        sample.draft(&sample.world.county),
        sample.announcement(),
        &sample.recipients(),
        &sample.world.county.keys,
    )
}

fn names(sample: &Sample) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(sample.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn an_unfinished_package_leaves_nothing() {
    let sample = Sample::new();
    let mut unfinished = writer(&sample, "a.tongfu").unwrap();
    assert_eq!(names(&sample), ["a.tongfu.part"]);
    unfinished.write(&sample.frames()[0]).unwrap();
    drop(unfinished);
    assert!(names(&sample).is_empty());
    // Other frames than announced are not finished.
    let mut short = writer(&sample, "a.tongfu").unwrap();
    for frame in &sample.frames()[1..] {
        short.write(frame).unwrap();
    }
    assert_eq!(short.finish(), Err(PackageError::Frames { what: "counts" }));
    assert!(names(&sample).is_empty());
}

#[test]
fn a_left_over_part_is_overwritten_and_a_package_never() {
    let sample = Sample::new();
    sample.file("a.tongfu.part", &[7; 100_000]);
    let first = sample.write("a.tongfu");
    assert_eq!(names(&sample), ["a.tongfu"]);
    assert!(sample.read(&first.path).is_ok());
    assert_eq!(
        writer(&sample, "a.tongfu").map(|_| ()),
        Err(PackageError::Exists)
    );
    // One that appears while another is being written stays as well.
    let mut late = writer(&sample, "b.tongfu").unwrap();
    for frame in sample.frames() {
        late.write(&frame).unwrap();
    }
    let other = sample.file("b.tongfu", b"somebody else's");
    assert_eq!(late.finish(), Err(PackageError::Exists));
    assert_eq!(fs::read(other).unwrap(), b"somebody else's");
    assert_eq!(names(&sample), ["a.tongfu", "b.tongfu"]);
}

#[test]
fn a_half_written_file_is_no_package() {
    let sample = Sample::new();
    let mut unfinished = writer(&sample, "a.tongfu").unwrap();
    let noise: Vec<u8> = (0..3_000_000u32)
        .flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    for bytes in noise.chunks(1 << 20) {
        let frame = Frame::Unknown {
            tag: 40,
            bytes: bytes.to_vec(),
        };
        unfinished.write(&frame).unwrap();
    }
    let copy = fs::read(sample.path("a.tongfu.part")).unwrap();
    assert!(copy.len() > 100_000);
    let path = sample.file("copy.tongfu", &copy);
    assert_eq!(inspect(&path), Err(PackageError::NotOne));
}

#[test]
fn what_readers_would_refuse_is_not_written() {
    let sample = Sample::new();
    let path = sample.path("a.tongfu");
    let county = &sample.world.county;
    let recipients = sample.recipients();
    let begin = |draft: HeaderDraft, recipients: &[Recipient]| {
        Writer::new(
            &path,
            draft,
            sample.announcement(),
            recipients,
            &county.keys,
        )
        .map(|_| ())
        .map_err(|error| error.code())
    };
    let draft = sample.draft(county);
    assert_eq!(begin(draft.clone(), &recipients), Ok(()));
    assert_eq!(begin(draft.clone(), &[]), Err("PACKAGE_NO_RECIPIENT"));
    assert_eq!(
        begin(sample.draft(&sample.world.neighbour), &recipients),
        Err("PACKAGE_FRAMES")
    );
    let mut wrong = draft.clone();
    wrong.position = Position { index: 2, count: 1 };
    assert_eq!(begin(wrong, &recipients), Err("PACKAGE_FRAMES"));
    let mut wrong = draft.clone();
    wrong.ranges[0].first = 2;
    assert_eq!(begin(wrong, &recipients), Err("PACKAGE_FRAMES"));
    let mut wide = draft;
    wide.ranges = vec![wide.ranges[0]; 700];
    assert_eq!(begin(wide, &recipients), Err("PACKAGE_TOO_LARGE"));

    let mut writer = writer(&sample, "a.tongfu").unwrap();
    assert_eq!(
        writer.write_operation(&vec![0; MAX_OPERATION_BYTES + 1]),
        Err(PackageError::TooLarge { what: "operation" })
    );
    assert_eq!(
        writer.write(&Frame::Keyset(vec![0; MAX_FRAME_BYTES])),
        Err(PackageError::TooLarge { what: "frame" })
    );
    for tag in [1, 2, 3, 4, 5, 6, 7, 31] {
        let frame = Frame::Unknown {
            tag,
            bytes: Vec::new(),
        };
        assert_eq!(
            writer.write(&frame),
            Err(PackageError::Frames { what: "frame" })
        );
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error_of_the_disk() {
    let sample = Sample::new();
    let error = writer(&sample, "missing/a.tongfu").map(|_| ()).unwrap_err();
    assert_eq!(error.code(), "PACKAGE_IO");
    assert!(names(&sample).is_empty());
}

#[test]
fn nothing_of_the_content_is_readable_in_the_file() {
    let sample = Sample::new();
    let file = fs::read(sample.write("a.tongfu").path).unwrap();
    let contains = |part: &[u8]| file.windows(part.len()).any(|window| window == part);
    for section in &sample.chain.sections {
        assert!(!contains(&section.bytes));
        assert!(!contains(&section.salt));
        assert!(!contains(section.person.as_bytes()));
    }
    assert!(contains(sample.world.county.device.as_bytes()));
}
