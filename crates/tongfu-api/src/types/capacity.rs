//! Capacity: institutions, sites, instructors, courses, mobile workshops,
//! permits, budgets.

use super::boundary;

boundary! {
    struct Capacity {
        pub institutions: Vec<Institution>,
        pub courses: Vec<Course>,
        pub mobile_workshops: Vec<MobileWorkshop>,
        pub permits: Vec<PermitPool>,
        pub budgets: Vec<Budget>,
        pub class_min: u32,
        pub class_max: u32,
        pub permit_lead_days: u32,
        pub travel_days: u32,
    }
    struct Institution {
        pub id: Option<String>,
        pub name: String,
        pub licence: String,
        pub sites: Vec<Site>,
        pub instructors: Vec<InstructorCount>,
    }
    struct Site { pub id: Option<String>, pub name: String, pub seats: u32, pub rooms: u32, pub beds: Option<u32> }
    struct InstructorCount { pub id: Option<String>, pub occupation: String, pub occupation_name: String, pub count: u32 }
    struct Course {
        pub id: Option<String>,
        pub occupation: String,
        pub occupation_name: String,
        pub level: String,
        pub hours: u32,
        pub days: u32,
        pub exam_days: u32,
        /// Share of trainees expected to pass, in thousandths.
        pub pass_permille: u32,
        pub class_cost_fen: i64,
        pub seat_cost_fen: i64,
    }
    struct MobileWorkshop {
        pub id: Option<String>,
        pub name: String,
        pub occupations: Vec<String>,
        pub seats: u32,
        pub move_days: u32,
        pub home: String,
    }
    struct PermitPool { pub id: Option<String>, pub category: String, pub capacity: u32 }
    struct Budget {
        pub id: Option<String>,
        pub source: String,
        pub year: i32,
        pub amount_fen: i64,
        pub apply_from: String,
        pub apply_to: String,
        pub released: String,
        pub settle_by: String,
    }
    /// What importing a capacity file did.
    struct CapacityReport { pub institutions: u32, pub courses: u32, pub mobile_workshops: u32, pub permits: u32, pub budgets: u32, pub open_classes: u32 }
    /// One entity to save; a present id changes it, an absent one adds it.
    enum CapacityItem {
        Institution(Institution),
        Course(Course),
        MobileWorkshop(MobileWorkshop),
        PermitPool(PermitPool),
        Budget(Budget),
        Terms { class_min: u32, class_max: u32, permit_lead_days: u32, travel_days: u32 },
    }
    struct CapacityRemove { pub kind: String, pub id: String }
    struct Choices {
        pub occupations: Vec<Choice>,
        pub regions: Vec<Choice>,
        pub categories: Vec<Choice>,
        pub education: Vec<Choice>,
        pub ethnic: Vec<Choice>,
        /// Counties of the western provinces; known before a store exists.
        pub counties: Vec<Choice>,
    }
    struct Choice { pub code: String, pub name: String }
}
